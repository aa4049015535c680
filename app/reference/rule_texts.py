"""What each rule that people meet on screen wants, in one sentence: why a field is asked or a date set."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

RULE_TEXTS: dict[str, Any] = {
    "C-01": _("A bad customer leaves the working archive; its history stays."),
    "C-03": _(
        "Each way to grade customers is an axis of its own; a report says which one it goes by."
    ),
    "C-06": _(
        "Where the sources say “a week”, seven days are meant; otherwise working days count."
    ),
    "C-08": _(
        "Who approves a visit: the branch manager, and for his own slip the next in the chain."
    ),
    "C-11": _("Important and core customers have a full archive, the others a shorter one."),
    "C-13": _("How many go on a visit: two to a customer of the first tier, else one."),
    "C-17": _("Who gets a new customer follows from where it came from."),
    "C-31": _(
        "Nobody leaves before the slip is approved; an urgent departure is approved afterwards."
    ),
    "C-33": _(
        "How the data were obtained and through which channel are two facts, and both are asked."
    ),
    "C-35": _("Who decides on a bad customer is set by the company."),
    "R-003": _("An archive covers base data, products, competition and trade."),
    "C-28": _("A customer is new until the first contract."),
    "R-004": _(
        "Past, present and future customers are kept, direct ones and those reached through others."
    ),
    "R-011": _("A customer has one record in one archive, whoever looks after it."),
    "R-013": _("The archive is a trade secret; whoever works with it is bound to secrecy."),
    "R-015": _("An archive is a full check-up of the customer: what is missing is named."),
    "R-016": _(
        "An archive says more than name and address: features, standing, strength, reputation, intention."
    ),
    "R-017": _("What an archive says must be true and have been looked at on the spot."),
    "R-024": _("Former values are kept, so that trends can be seen and false figures found."),
    "R-025": _(
        "Original papers stay whole: they are the proof in contract, legal and credit matters."
    ),
    "R-027": _("Customers of the past stay in the archive although trade has ended."),
    "R-028": _("Salespeople collect data on the customers of their area all the time."),
    "R-029": _("Of every customer it is known through which channel it came."),
    "R-030": _(
        "Data come from visits, from sheets the customer fills in, or from a commissioned survey."
    ),
    "R-031": _("Gathering information takes a detailed plan, somebody in charge and a budget."),
    "R-032": _(
        "What was gathered is worked up by agreed duties and sound methods, and ends in a report with figures."
    ),
    "R-034": _("A collected customer must meet the standard for dealers; else it does not count."),
    "R-035": _(
        "What a card holds at least: address, telephone, business, legal person, founding, network, brands, channels, results."
    ),
    "R-036": _("The card is begun right after the first visit, then completed and revised."),
    "R-037": _(
        "A card is filled in at once, complete, used and accurate, and looked at before a visit."
    ),
    "R-039": _("Base data, features, competitors and trade are the four kinds of customer data."),
    "R-040": _("For customers who export, policy and news of their market are collected too."),
    "R-042": _("Individuals and organisations are archived with different fields."),
    "R-043": _("Of an organisation it is known who decides on buying or weighs on the decision."),
    "R-045": _(
        "Of a large customer its organisation, departments, equipment and business are recorded."
    ),
    "R-046": _("Which competing products a customer uses, how content it is, and who sells them."),
    "R-047": _("Before time is spent: will the customer buy, when, for how much, and who decides."),
    "R-048": _(
        "What is known of a contact as a person may be kept, as far as it helps and is lawful."
    ),
    "R-049": _(
        "Follow-up collects the facts on the customer, its leaders and its dealings with rivals."
    ),
    "R-050": _(
        "Contacts are asked for at five posts: head, purchasing, receiving, cashier, accountant."
    ),
    "R-051": _(
        "Purchase plan, quantity, when the money is released and how it is paid are asked for."
    ),
    "R-052": _("Needs and preferences of customers stand in the archive."),
    "R-053": _("The branch manager reviews a card before it enters the archive."),
    "R-054": _(
        "A reviewed card is entered within the working days set, counted from the collection."
    ),
    "R-055": _("On the following day the entered card goes to the marketing department."),
    "R-056": _("Marketing sorts and files what it received."),
    "R-057": _("Customers found by marketing go to who looks after their place of business."),
    "R-058": _("The needs of a customer are recorded one by one: kind, degree, quantity."),
    "R-059": _("Who collected a customer looks after it, as a rule."),
    "R-060": _("Where two claim the same customer, the earlier record decides."),
    "R-061": _("The business manager has the last word on whose customer it is."),
    "R-062": _("Customers from a campaign are shared out evenly, with an eye on ability."),
    "R-063": _("A new customer is spoken to within the time set."),
    "R-064": _("Whoever does not contact a new customer in time may lose it to somebody else."),
    "R-065": _("Customers without anybody in charge are given out by the manager."),
    "R-066": _("Whoever leaves or changes post hands everything over through the company."),
    "R-067": _(
        "When the one in charge is away, another must be able to go on from the card alone."
    ),
    "R-069": _(
        "Managing an old customer begins with the first contract or order and a cooperation archive."
    ),
    "R-070": _(
        "From the first contract on a customer is an old one, with archive, telephone register and visits."
    ),
    "R-075": _("What is taken along on a visit: brochures, films, catalogues."),
    "R-077": _("A visit has a plan and goals before it begins."),
    "R-078": _("The slip is filled in, approved and handed to attendance before anybody leaves."),
    "R-079": _(
        "Before going one knows whom one meets, whether he decides, and what the customer needs."
    ),
    "R-080": _("Large or difficult customers are approached through an introduction."),
    "R-083": _("A named person takes notes of the talk."),
    "R-084": _("Before a visit the visitor looks at the customer's card."),
    "R-085": _("The visit is agreed with the customer beforehand, at a time that suits it."),
    "R-089": _("The more important the customer, the longer the visit."),
    "R-090": _("Customers of the first tier are visited by two."),
    "R-096": _(
        "Customer service makes its appointments by plan; in a sudden matter it may ask at any time."
    ),
    "R-097": _(
        "Before a visit to a market its local figures are collected: population, brands, dealers."
    ),
    "R-098": _("The three largest local customers are studied: brands, sales, staff, stock."),
    "R-099": _("A dealer's stock should stay within twice its monthly sales."),
    "R-108": _("Only visits with proof count: a name card, a record of the talk."),
    "R-109": _("Of a retail customer sales, suggestions and the news of the market are recorded."),
    "R-120": _("Every talk and every call is recorded."),
    "R-122": _(
        "A record keeps background and result apart; what is left over is shown at the next visit."
    ),
    "R-123": _("The key point stands in a field of its own, so that who decides sees it at once."),
    "R-124": _("The cooperation archive lists matters of business by kind, briefly."),
    "R-125": _("The record of a visit is handed in within the working days set."),
    "R-212": _("A new customer gets a code when it is registered."),
    "R-214": _("Customers are classed by rules, for a better use of the work and a larger share."),
    "R-219": _("By volume and place in the market: main, ordinary and scattered customers."),
    "R-220": _("After a revision archives are sorted into important, special and general ones."),
    "R-221": _("Core customers buy much and have done so for long; they are kept closest."),
    "R-224": _("The sales level goes by the average sales of a month and a year."),
    "R-225": _("The key-account grade says how often a customer is visited."),
    "R-226": _("A customer of the first tier is what other brands go after first."),
    "R-227": _("A buyer is old, new or dormant; dormant is who has not bought for long."),
    "R-228": _("Retail outlets are classed KA, B or C."),
    "R-229": _(
        "The best customers let us do what we do best, buy, raise our skill and lead ahead."
    ),
    "R-230": _("The worst customers cost more than they bring and are never satisfied."),
    "R-235": _("A change of a grade passes a review."),
    "R-248": _("Hold both ends: large customers and the worst ones are watched."),
    "R-249": _("Large customers are found through many sources."),
    "R-252": _("Customers at risk are followed all the time: recorded, visited and looked into."),
    "R-254": _("Archives of important customers are reported to the leaders."),
    "R-257": _(
        "Customers that grow fast or are lost are marked, the causes looked into and watched."
    ),
    "R-258": _("This holds for customers of the company that are not consumers."),
    "R-259": _(
        "What makes a customer a bad one: no trade for long, no payment, closed down, breach of law."
    ),
    "R-260": _("The usual measures against a bad customer."),
    "R-261": _("The special measures: end of relations, lawsuit, frozen accounts."),
    "R-262": _(
        "The business department settles contracts, goods and payments, and clears the archive."
    ),
    "R-263": _("Finance settles bank matters, instruments and accounts."),
    "R-264": _("Administration takes care of legal matters."),
    "R-265": _("Causes are analysed, and how to prevent them is put to the general manager."),
    "R-266": _("The department reviews what happened and files a report."),
    "R-267": _("Who is to blame answers for it; who saved losses is rewarded."),
    "R-289": _("The main facts of every customer stand in the register of customers."),
    "R-296": _("Every correction carries a stamp and a date."),
    "R-300": _(
        "An archive is brought up to date whenever something is known; changes can be traced."
    ),
    "R-301": _("All archives are revised at fixed intervals."),
    "R-302": _("What the four parts of an archive hold."),
    "R-303": _("Archives are classed and numbered, with a catalogue to find them by."),
    "R-305": _("Each year the papers are sorted by class and bound into volumes."),
    "R-309": _("The archive is run by a named person."),
    "R-310": _(
        "A custodian is loyal, long with the company and able to analyse; nobody newly hired."
    ),
    "R-312": _("Who may use the data is strictly controlled."),
    "R-322": _(
        "Rules on bad customers are drafted by the business department and approved by the general manager."
    ),
    "R-068": _("Before somebody is contacted, one looks at who of the company contacted him last."),
    "R-071": _("A first contact is made by fax, e-mail, post or web page, to win an interview."),
    "R-072": _("Strangers are hardly ever sold to by telephone."),
    "R-073": _("A short call confirms that the material arrived, and fixes the meeting."),
    "R-087": _("The time of day best for a visit depends on the trade."),
    "R-091": _("The order of a round is laid down; the day's order follows tactics."),
    "R-086": _("Where one meets outside is agreed beforehand; the customer may choose the place."),
    "R-136": _(
        "Visits of leaders, gatherings and other major events are recorded and filed in time."
    ),
    "R-137": _("What was done to look after products at a customer's is recorded."),
    "R-101": _("What a visit to a large customer is for is one of a closed list."),
    "R-113": _("Who visits the market fills the survey sheet the same day."),
    "R-117": _(
        "A talk with a new customer is written down, above all the terms that touch both sides."
    ),
    "R-118": _("Minutes of a talk are written within the days set."),
    "R-119": _(
        "Minutes are read by the head of the department, sent, and their receipt confirmed."
    ),
    "R-121": _("Every call with a customer is written down: who, with whom, why and about what."),
    "R-138": _("All customers get routine return visits, large ones visits of their own."),
    "R-141": _("A plan of return visits says for what, how, when and about what."),
    "R-142": _("A return visit has one of three purposes."),
    "R-147": _(
        "Every return visit is recorded, questions and suggestions in the customer's words."
    ),
    "R-148": _("The head of the department reads the record before it is filed."),
    "R-152": _("Plan, records and report are filed by class of customer."),
    "R-155": _("The supervisor signs the record and gives guidance."),
    "R-159": _("Each day's return visits are written down the same day."),
    "R-162": _("Within the days set after a visit record the customer is visited again or called."),
    "R-164": _("A complaint goes at once to the department that handles it."),
    "R-139": _("Every customer gets a routine return visit at least so often a month."),
    "R-140": _("Large customers get a return visit of their own at least so often a week."),
    "R-180": _("Customers of class A1 are called and visited this often."),
    "R-181": _("Customers of class A2 are called and visited this often."),
    "R-182": _("Customers of class B1 are called and visited this often."),
    "R-183": _("Customers of class B2 are called and visited this often."),
    "R-184": _("Customers of class C are called this often."),
    "R-129": _(
        "Opinions are written down during the visit, and explained truthfully where need be."
    ),
    "R-130": _(
        "What could not be answered on the spot is reported, solved, and the customer revisited."
    ),
    "R-131": _("Opinions are put together, reported, handled and revisited in time."),
    "R-132": _("Major problems are the general manager's, until the customer has been revisited."),
    "R-133": _("The department responsible puts it right and says what it did."),
    "R-134": _("Record and summary of opinions are filed after the visit."),
    "R-135": _("A visit ends in figures and filing; what is needed is done and revisited."),
}
