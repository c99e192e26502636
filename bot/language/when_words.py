"""The English words of the time grammar. Data only; another language is another file like this one."""

WEEKDAYS = {
    "mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "wednesday": 2, "thu": 3, "thur": 3,
    "thurs": 3, "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
}  # fmt: skip
"""0 is Monday."""

MONTHS = {
    "jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5,
    "jun": 6, "june": 6, "jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9,
    "oct": 10, "october": 10, "nov": 11, "november": 11, "dec": 12, "december": 12,
}  # fmt: skip

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
ORDINAL_NAMES = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}

UNITS = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "year": "year", "years": "year",
}  # fmt: skip
ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
TOO_OFTEN = frozenset({"second", "seconds", "minute", "minutes", "min", "hour", "hours", "hourly"})

MINUTES = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60,
}  # fmt: skip
DAYS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}

EVERY = frozenset({"every", "each"})
STARTING = frozenset({"starting", "from", "beginning"})
UNTIL = frozenset({"until", "till"})
NOT = frozenset({"not", "except"})
FOR = frozenset({"for"})
TIMES = frozenset({"time", "times"})
MONTHS_LONG = {"month": 1, "months": 1, "year": 12, "years": 12}
YEARLY = frozenset({("every", "year"), ("each", "year"), ("yearly", ""), ("annually", "")})

ABBREVIATIONS = {
    "ACST": "Australia/Darwin", "ADT": "America/Halifax", "AEDT": "Australia/Sydney",
    "AEST": "Australia/Sydney", "AKST": "America/Anchorage", "AMT": "America/Manaus, Asia/Yerevan",
    "ART": "America/Argentina/Buenos_Aires", "AST": "Asia/Riyadh, America/Halifax, America/Puerto_Rico",
    "AWST": "Australia/Perth", "BRT": "America/Sao_Paulo", "BST": "Europe/London, Asia/Dhaka",
    "CAT": "Africa/Maputo, Africa/Lusaka", "CDT": "America/Chicago, America/Havana", "CEST": "Europe/Paris, Europe/Berlin",
    "CET": "Europe/Paris, Europe/Berlin, Africa/Algiers", "CLT": "America/Santiago",
    "CST": "America/Chicago, Asia/Shanghai, America/Havana", "EAT": "Africa/Nairobi",
    "ECT": "America/Guayaquil", "EDT": "America/New_York, America/Toronto",
    "EEST": "Asia/Beirut, Europe/Athens, Africa/Cairo", "EET": "Asia/Beirut, Europe/Athens, Africa/Cairo",
    "EST": "America/New_York, America/Panama, Australia/Sydney", "GST": "Asia/Dubai, Atlantic/South_Georgia",
    "HKT": "Asia/Hong_Kong", "HST": "Pacific/Honolulu", "ICT": "Asia/Bangkok",
    "IDT": "Asia/Jerusalem", "IRST": "Asia/Tehran", "IST": "Asia/Kolkata, Europe/Dublin, Asia/Jerusalem",
    "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "MDT": "America/Denver", "MMT": "Asia/Yangon",
    "MSK": "Europe/Moscow", "MST": "America/Denver, America/Phoenix, Asia/Kuala_Lumpur",
    "MYT": "Asia/Kuala_Lumpur", "NPT": "Asia/Kathmandu", "NST": "America/St_Johns",
    "NZDT": "Pacific/Auckland", "NZST": "Pacific/Auckland", "PDT": "America/Los_Angeles",
    "PHT": "Asia/Manila", "PKT": "Asia/Karachi", "PST": "America/Los_Angeles, Asia/Manila",
    "SAST": "Africa/Johannesburg", "SGT": "Asia/Singapore", "SST": "Asia/Singapore, Pacific/Pago_Pago",
    "TRT": "Europe/Istanbul", "UZT": "Asia/Tashkent", "WAT": "Africa/Lagos", "WEST": "Europe/Lisbon",
    "WET": "Europe/Lisbon, Africa/Casablanca", "WIB": "Asia/Jakarta", "WIT": "Asia/Jayapura", "WITA": "Asia/Makassar",
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
"""Zones an abbreviation is used for. None is taken for a zone: several mean several, others half of the year."""

VOCABULARY = (
    *WEEKDAY_NAMES, *MONTH_NAMES, "today", "tomorrow", "next", "every", "weekday", "last", "until", "starting",
    "except", "times",
    "minutes", "hours", "weeks", "month", "daily", "noon",
)  # fmt: skip
"""What a word that was not understood may have meant."""
