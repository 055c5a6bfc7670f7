"""The columns of the data files and the words that may stand in them."""

from __future__ import annotations

FIGURE_COLUMNS = (
    "figure_id", "report_id", "start", "end", "quote", "measure", "value", "value_max",
    "alternative", "unit", "qualifier", "role", "place", "locality", "units_covered",
    "period_start", "period_end", "period_basis", "against_start", "against_end",
    "relation", "related", "source", "holder", "breakdown", "per", "doubt", "status", "note",
)  # fmt: skip
LATER_FIGURE_COLUMNS = ("holder", "breakdown", "per", "doubt")
"""Columns that figures files of an older build lack: there they are empty."""
DOUBTED_COLUMNS = FIGURE_COLUMNS[FIGURE_COLUMNS.index("measure") : FIGURE_COLUMNS.index("doubt")]
"""Columns of a figure that the reader may be unsure of."""

NUMBER_COLUMNS = ("start", "end", "quote", "kind", "reason")

STATEMENT_COLUMNS = (
    "statement_id", "report_id", "start", "end", "kind", "theme", "place", "locality", "group",
    "source", "asked", "due", "ahead", "measure", "status", "note",
)  # fmt: skip
LATER_STATEMENT_COLUMNS = ("asked", "ahead", "measure")
"""Columns that statements files of an older build lack: there they are empty."""

REPORT_COLUMNS = (
    "report_id", "title", "publisher", "language", "number_style", "place", "published",
    "address", "translation_of", "replaces", "sha256", "format", "encoding", "original", "reader", "review",
    "reviewed_on",
)  # fmt: skip
LATER_REPORT_COLUMNS = ("format", "encoding", "original", "reader")
"""Columns that a register of an older build lacks."""

CORRECTION_COLUMNS = (
    "correction_id",
    "figure_id",
    "column",
    "was",
    "becomes",
    "reason",
    "who",
    "date",
)

PLACE_COLUMNS = (
    "code", "gso_code", "name", "name_en", "variants", "commune_units", "communes", "wards",
    "special_zones", "absorbed_iso_codes", "absorbed_names", "valid_from", "valid_to", "population",
    "area_km2", "source",
)  # fmt: skip
LATER_PLACE_COLUMNS = ("population", "area_km2", "source")
"""Columns that a list of places of an older build lacks: there nobody knows how many people live where."""

RESULT_COLUMNS = ("result_id", "page", "value", "unit", "formula", "figure_ids", "note")

ACCEPTED_COLUMNS = ("claim_id", "reason", "who", "date")

REPLY_COLUMNS = ("claim_id", "body", "answer", "date", "address")

PARAGRAPH_COLUMNS = ("start",)

VERDICT_COLUMNS = (
    "claim_id", "report_id", "place", "period_end", "operation", "figures", "stated", "recomputed",
    "low", "high", "verdict", "material", "reason",
)  # fmt: skip

AGREEMENT_COLUMNS = (
    "measure", "place", "left", "right", "left_stated", "right_stated", "left_period", "right_period",
    "verdict", "reason",
)  # fmt: skip

UNITS = (
    "files", "people", "posts", "cases", "communes", "provinces", "percent", "percentage_points",
    "points", "VND", "USD", "days", "premises", "rooms", "centres", "service_points", "agencies",
    "divisions", "vehicles", "documents", "decrees", "circulars", "procedures", "difficulties", "km2",
    "people_per_km2", "services", "transactions", "indicators", "other",
)  # fmt: skip

SHARES = ("percent", "percentage_points", "points")
MONIES = ("VND", "USD")
"""Units of which an amount is no count of things."""
STAFF = ("posts", "people")
"""Units of staff: of posts one goes on to people, and back, as in "154,900 posts, 18,700 short"."""
GROUPS = ("communes", "provinces", "agencies")
"""Units that a threshold divides: "9 provinces had disbursed over 75 %"."""

KINDS = ("stock", "flow", "rate", "level", "change")
THEMES = ("organisation", "staffing", "procedures", "budget", "assets")
QUALIFIERS = ("exact", "about", "nearly", "more_than", "at_least", "less_than", "at_most", "up_to")
ROLES = ("observed", "estimate", "plan", "target", "threshold")
PERIOD_BASES = ("", "stated", "carried", "completed")
RELATIONS = ("", "part_of", "out_of", "rate_of", "change_from", "largest_of", "smallest_of")
PER = (
    "", "day", "working_day", "month", "year", "unit", "province", "person", "household", "case", "km2",
    "thousand_people",
)  # fmt: skip
"""What an average is per; a unit is one of commune level."""
STATUSES = ("read", "reviewed")
NUMBER_KINDS = (
    "date", "period", "reference", "ordinal", "duration", "list_number", "address", "boilerplate",
    "other",
)  # fmt: skip
STATEMENT_KINDS = ("difficulty", "request", "decision", "deadline", "claim_without_figure")
STATEMENT_THEMES = (
    "staffing", "training", "premises", "equipment", "IT_network", "procedures", "finance", "land",
    "legal_guidance", "planning", "transport", "other",
)  # fmt: skip

ASKED_LEVELS = ("central", "province", "commune", "agencies")
"""Who is asked, where the text names no body but a level, or departments that it does not name one by one."""

COUNTRY = "VN"
UNCLASSIFIED = "unclassified"
