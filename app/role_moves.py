"""Which roles make which move of which flow; data of roles.md and workflows.md."""

from __future__ import annotations

# the moves that review: made only by a role whose cell of the matrix has the letter A as well
REVIEWS: dict[str, tuple[str, ...]] = {
    "customer_card": ("approve", "send_back", "reject", "file"),
    "cooperation": ("confirm", "send_back"),
    "campaign": ("approve",),
    "customer_merge": ("merge", "refuse"),
    "correction": ("stamp", "refuse"),
    "custodian": ("check", "appoint"),
    "class_override": ("confirm", "refuse"),
    "visit_slip": ("approve", "approve_alone", "reject", "confirm", "refuse"),
    "minutes": ("review", "return"),
    "opinion": ("decide",),
    "return_plan": ("approve", "send_back"),
    "return_visit": ("check", "send_back"),
    "allocation": ("assign", "transfer"),
    "transfer": ("close",),
    "conflict": ("decide", "dismiss"),
    "bad_case": ("approve", "reject", "read"),
    "parameter_value": ("approve", "refuse"),
}

# which roles make which move of which flow
MOVES: dict[str, dict[str, tuple[str, ...]]] = {
    "customer_card": {  # W-01
        "submit": ("sales_rep", "area_supervisor"),
        "accept": ("sales_rep", "area_supervisor"),  # instead, without card.manager_review
        "send_back": ("branch_manager", "dept_manager", "gm"),
        "resubmit": ("sales_rep", "area_supervisor"),
        "withdraw": ("sales_rep", "area_supervisor"),
        "reject": ("branch_manager", "gm"),
        "approve": ("branch_manager", "gm"),  # gm: the letter A of roles.md
        "enter": ("clerk", "sales_rep"),
        "forward": ("clerk",),
        "file": ("marketing", "custodian"),
        "lose": ("sales_rep", "area_supervisor", "branch_manager", "marketing"),  # F-110 (proposed)
        "regain": ("sales_rep", "area_supervisor", "branch_manager", "marketing"),
    },
    "cooperation": {  # F-008
        "submit": ("sales_rep", "area_supervisor", "clerk"),
        "note": ("sales_rep", "area_supervisor", "clerk"),
        "withdraw": ("sales_rep", "area_supervisor", "clerk"),
        "confirm": ("branch_manager", "dept_manager"),
        "send_back": ("branch_manager", "dept_manager"),
        "file": ("custodian",),
    },
    "campaign": {  # W-33
        "approve": ("dept_manager", "gm"),
        "gather": ("marketing", "sales_rep"),
        "process": ("marketing",),
        "report": ("marketing",),
    },
    "customer_merge": {  # R-011, W-04: who may dispose of cards merges them
        "propose": (
            "sales_rep",
            "area_supervisor",
            "clerk",
            "branch_manager",
            "marketing",
            "custodian",
        ),
        "withdraw": (
            "sales_rep",
            "area_supervisor",
            "clerk",
            "branch_manager",
            "marketing",
            "custodian",
        ),
        "merge": ("branch_manager", "custodian"),
        "refuse": ("branch_manager", "custodian"),
        "undo": ("branch_manager", "custodian"),
    },
    "original": {  # who files papers takes them out of force
        "supersede": ("sales_rep", "area_supervisor", "clerk", "custodian"),
        "void": ("clerk", "custodian"),
    },
    "correction": {  # W-25: the business department and the custodian stamp
        "propose": ("sales_rep", "area_supervisor", "clerk", "marketing", "custodian"),
        "correct": ("sales_rep", "area_supervisor", "clerk", "marketing", "custodian"),
        "withdraw": ("sales_rep", "area_supervisor", "clerk", "marketing", "custodian"),
        "stamp": ("marketing", "custodian"),
        "refuse": ("marketing", "custodian"),
    },
    "custodian": {  # W-38
        "check": ("gm",),
        "appoint": ("gm",),
        "end": ("gm",),
    },
    "revision": {  # W-26
        "revise": ("custodian", "sales_rep"),
        "analyse": ("custodian",),
        "tier": ("custodian",),
        "report": ("custodian",),
        "finish": ("custodian",),
        "finish_at_once": ("custodian",),
        "observe": ("custodian", "sales_rep", "area_supervisor"),
    },
    "class_override": {  # C-03, W-29: branch manager and marketing director decide on a class
        "propose": ("sales_rep", "area_supervisor", "clerk", "marketing", "custodian", "credit"),
        "set": ("sales_rep", "area_supervisor", "clerk", "marketing", "custodian", "credit"),
        "withdraw": ("sales_rep", "area_supervisor", "clerk", "marketing", "custodian", "credit"),
        "confirm": ("branch_manager", "marketing_director"),
        "refuse": ("branch_manager", "marketing_director"),
        "end": ("branch_manager", "marketing_director", "custodian"),
    },
    "class_run": {  # C-03, R-214: the jobs make counted, prepared and finish
        "count": ("marketing", "custodian", "credit"),
        "recount": ("marketing", "custodian", "credit"),
        "counted": ("marketing", "custodian", "credit"),
        "prepared": ("marketing", "custodian", "credit"),
        "again": ("marketing", "custodian", "credit"),
        "resume": ("marketing", "custodian", "credit"),
        "apply": ("marketing", "custodian", "credit"),
        "finish": ("marketing", "custodian", "credit"),
        "drop": ("marketing", "custodian", "credit"),
    },
    "visit_slip": {  # W-07; who of the reviewers it is, the chain says (C-08)
        "submit": ("sales_rep", "area_supervisor", "cs_agent"),
        "release": ("sales_rep", "area_supervisor", "cs_agent"),  # without visit.approval_required
        "withdraw": ("sales_rep", "area_supervisor", "cs_agent"),
        "reject": ("branch_manager", "dept_manager", "gm"),
        "approve": ("branch_manager", "dept_manager", "gm"),
        "approve_alone": ("branch_manager", "dept_manager", "gm"),
        "confirm": ("branch_manager", "dept_manager", "gm"),
        "refuse": ("branch_manager", "dept_manager", "gm"),
        "hand_over": ("attendance",),
        "depart": (
            "sales_rep",
            "area_supervisor",
            "cs_agent",
            "attendance",
        ),  # own slip; the desk any
        "depart_urgently": ("sales_rep", "area_supervisor", "cs_agent"),
        "return": ("sales_rep", "area_supervisor", "cs_agent", "attendance"),
        "record": ("sales_rep", "area_supervisor", "cs_agent"),
        "follow_up": ("cs_agent",),  # where no return visit was called for; else that makes it
        "close": ("custodian", "clerk"),
        "cancel": ("sales_rep", "area_supervisor", "cs_agent", "branch_manager"),  # manager any
        "revise": ("sales_rep", "area_supervisor", "cs_agent"),
    },
    "minutes": {  # W-07, R-119
        "write": ("sales_rep", "area_supervisor", "cs_agent"),
        "finish": ("sales_rep", "area_supervisor", "cs_agent"),  # where nobody reviews
        "review": ("dept_manager", "branch_manager", "gm"),
        "return": ("dept_manager", "branch_manager", "gm"),
        "send": ("sales_rep", "area_supervisor", "cs_agent"),
        "confirm": ("sales_rep", "area_supervisor", "cs_agent"),
    },
    "opinion": {  # W-09
        "decide": ("dept_manager", "branch_manager", "gm"),
        "settle": ("dept_manager", "branch_manager", "gm", "cs_agent"),
        "start": ("functional_dept", "dept_manager"),
        "fix": ("functional_dept", "dept_manager"),
        "ask": ("cs_agent", "sales_rep", "area_supervisor", "gm"),
        "reopen": ("cs_agent", "sales_rep", "area_supervisor", "gm"),
        "file": ("clerk", "custodian"),
        "file_unasked": ("clerk", "custodian"),
    },
    "dispatch": {  # W-03
        "send": ("sales_rep", "area_supervisor", "cs_agent", "clerk"),
        "confirm": ("sales_rep", "area_supervisor", "cs_agent"),
        "appoint": ("sales_rep", "area_supervisor", "cs_agent"),
        "close": ("sales_rep", "area_supervisor", "cs_agent"),
    },
    "major_event": {"file": ("custodian", "clerk")},
    "upkeep": {
        "plan": ("sales_rep", "area_supervisor", "cs_agent", "clerk", "functional_dept"),
        "continue": ("sales_rep", "area_supervisor", "cs_agent", "clerk", "functional_dept"),
    },
    "phone_call": {  # W-11
        "follow": ("sales_rep", "area_supervisor", "cs_agent", "clerk"),
        "followed": ("sales_rep", "area_supervisor", "cs_agent", "clerk"),
    },
    "return_plan": {  # W-10
        "submit": ("cs_agent", "sales_rep", "area_supervisor"),
        "withdraw": ("cs_agent", "sales_rep", "area_supervisor"),
        "approve": ("dept_manager", "branch_manager", "gm"),
        "send_back": ("dept_manager", "branch_manager", "gm"),
    },
    "return_visit": {  # W-10 W-11
        "record": ("cs_agent", "sales_rep", "area_supervisor"),
        "check": ("dept_manager", "branch_manager", "marketing_director", "gm"),
        "send_back": ("dept_manager", "branch_manager", "marketing_director", "gm"),
        "file": ("clerk", "cs_agent", "custodian"),
        "cancel": ("cs_agent", "sales_rep", "area_supervisor", "dept_manager"),
    },
    "allocation": {  # W-02; time runs out by itself, a manager may say so too
        "propose": ("branch_manager",),
        "assign": ("branch_manager",),
        "contact": ("sales_rep", "area_supervisor"),
        "expire": ("branch_manager",),
        "contact_late": ("sales_rep", "area_supervisor"),
        "transfer": ("branch_manager",),
    },
    "bad_case": {  # W-17; which of the deciders it is, bad.case_approver says (C-35)
        "submit": ("marketing",),
        "revoke": ("marketing",),
        "reject": ("gm", "branch_manager"),
        "approve": ("gm", "branch_manager"),
        "take_back": ("gm", "branch_manager"),
        "process": ("marketing", "finance", "admin_legal"),
        "finish_business": ("marketing",),
        "finish_finance": ("finance",),
        "finish_admin": ("admin_legal",),
        "analyse": ("marketing",),
        "read": ("gm",),
        "review": ("marketing",),
        "account": ("gm", "admin_legal"),
        "close": ("clerk", "custodian"),
        "readmit": ("gm",),
    },
    "bad_duty": {
        "tick_business": ("marketing",),
        "tick_finance": ("finance",),
        "tick_admin": ("admin_legal",),
        "untick": ("marketing", "finance", "admin_legal"),
    },
    "conflict": {  # W-04
        "propose": ("sales_rep", "area_supervisor", "branch_manager"),
        "decide": ("branch_manager",),
        "dismiss": ("branch_manager",),
    },
    "transfer": {  # W-05
        "list": ("branch_manager",),
        "give": ("sales_rep", "area_supervisor", "branch_manager"),
        "check": ("custodian",),
        "receive": ("sales_rep", "area_supervisor"),
        "accept": ("sales_rep", "area_supervisor"),
        "close": ("branch_manager",),
        "cancel": ("branch_manager",),
    },
    "transfer_item": {
        "tick_given": ("sales_rep", "area_supervisor", "branch_manager"),
        "tick_received": ("sales_rep", "area_supervisor"),
        "miss": ("custodian", "sales_rep", "area_supervisor"),
    },
    "pool": {
        "release": ("branch_manager",),
        "claim": ("sales_rep", "area_supervisor"),
        "take_out": ("branch_manager",),
    },
    "parameter_value": {  # W-37
        "propose": ("marketing",),
        "withdraw": ("marketing",),
        "approve": ("gm", "marketing_director"),  # which of them, governance.approver says
        "refuse": ("gm", "marketing_director"),
    },
}
