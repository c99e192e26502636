# A server's holidays

holidays-title = Holidays
holidays-what = Series that skip holidays send nothing on these days. A series skips them once you say so under “Dates” in its preview. To add a country’s public holidays, use /setup holidays with its country.
holidays-empty = No holidays are named yet.
holidays-line = {"**"}{ $day }** · { $name }
holidays-line-plain = { $day } · { $name }
holidays-line-estimated = {"**"}{ $day }** · { $name } · estimated
holidays-line-known = { $day } · { $name } · in your list already
holidays-yearly = { $date } { when-month-short } every year
holidays-leap = 29 Feb in leap years
holidays-remove = Remove days
holidays-removed = { $count ->
    [one] Removed: { $name }.
   *[other] Removed { $count } days.
}
holidays-add = Add a day
holidays-day = Day
holidays-day-hint = 2027-04-30, or 25 Dec every year
holidays-name = What it is called
holidays-added = Added: { $day }, { $name }.
holidays-country-title = Public holidays: { $country }
holidays-country-what = What is still to come of { $first } and { $last } in { $country }. Nothing is stored before you add it; days in your list stay as they are.
holidays-estimated-note = Estimated days hang on the sight of the moon. Look at them again when they come near.
holidays-country-add = { $count ->
    [one] Add one day
   *[other] Add { $count } days
}
holidays-country-added = { $count ->
    [one] One day was added.
   *[other] { $count } days were added.
}
holidays-country-nothing = There is nothing to add: all of these days are in your list.
holidays-button = Holidays

holidays-which-year = { $date } of which year? Type the year with it, or: { $date } every year
holidays-name-empty = The name has nothing that can be read. Write what the day is called.
holidays-name-long = The name is longer than { $most } characters. Make it shorter.
holidays-known = That day is in the list already. Remove it first to give it another name.
holidays-many = At most { $most } days can be named. Remove some first.
holidays-many-yearly = At most { $most } days can be named for every year. Remove some first.
holidays-gone = Those days are no longer in the list. Open it again with /setup holidays.
holidays-country-unknown = The public holidays of “{ $country }” are not known. Choose a country from the list.
holidays-year-over = A new year has begun since this was shown. Use /setup holidays again.

command-setup-holidays = Days on which series send nothing: your own, or a country’s public holidays
command-setup-holidays-country = See a country’s public holidays before you add them

audit-setup-holiday-add = { $at } { $who } added the holiday “{ $subject }”: { $after }
audit-setup-holiday-remove = { $at } { $who } removed the holiday “{ $subject }”: { $before }
audit-setup-holidays-country = { $at } { $who } added public holidays of { $subject }: { $after } days
