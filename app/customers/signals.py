"""What the customer archive announces to the wings above it."""

from __future__ import annotations

from blinker import Namespace

_announced = Namespace()

like_customer_found = _announced.signal("like-customer-found")
"""A new card looks like an older one: sender is the card, ``like`` the older cards (R-060, W-04)."""

card_approved = _announced.signal("card-approved")
"""A card has been reviewed: sender is the customer, ``owner_id`` who is responsible now (R-059)."""

card_entered = _announced.signal("card-entered")
"""A card is in the system: sender is the customer; the register takes a line (R-289)."""

originals_asked = _announced.signal("originals-asked")
"""Which kinds of original papers are registered for this customer? Sender is the customer; a hearer gives back a set."""

corrections_asked = _announced.signal("corrections-asked")
"""What was corrected on this card under stamp? Sender is the customer; a hearer gives back lines of (item, values, stamp)."""

merge_asked = _announced.signal("merge-asked")
"""May this card take part in a merge now? Sender is the card; a hearer gives back why not, or nothing."""

rhythm_asked = _announced.signal("rhythm-asked")
"""How often is this customer to be seen, and when was that last? Sender is the customer; a hearer gives back lines of (label, text)."""
