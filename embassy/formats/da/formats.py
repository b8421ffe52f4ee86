"""Danish dates: 18. august 2023."""

DATE_FORMAT = "j. F Y"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j. F"
DATETIME_FORMAT = "j. F Y H.i"
SHORT_DATE_FORMAT = "d-m-Y"
