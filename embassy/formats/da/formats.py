"""Danish dates and times: 18. august 2023 kl. 10.04."""

DATE_FORMAT = "j. F Y"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j. F"
DATETIME_FORMAT = r"j. F Y \k\l. H.i"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "j. F Y H.i"
TIME_FORMAT = "H.i"
