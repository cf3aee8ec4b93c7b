# Texts of the web pages in English.

motto = city news and legal acts
skip = Skip to content
language-switch = Language of this page
help = How to search
accessibility = Accessibility statement
privacy = Privacy
api = API for programs
site-links = About this search

home-title = search city news and legal acts
home-heading = Search city news and legal acts
search-heading = Search results
search-label = What are you looking for?
search-button = Search
search-hint = Type words, the number of an act or part of a sentence. Polish letters may be left out.
suggestions = Suggestions
suggestions-count = Suggestions: %n. Choose with the arrow keys.
suggestions-none = No suggestions.
suggestion-title = document
suggestion-act = act
suggestion-query = query
suggestion-topic = topic

examples = For example
newest-acts = Newest acts
frequent-queries = Frequent searches
browse = Browse

documents-found = { $count ->
    [one] { $shown } document found
   *[other] { $shown } documents found
}
nothing-found = Nothing found
nothing-fits = No document matches this query.
by-meaning = Similar in meaning
by-meaning-hint = These were found by their meaning, without the words of the query. They are not counted above.
search-by-words = Search by words alone
search-by-meaning = Search by meaning, too
shown-for = Showing results for
search-exactly = Search for exactly:
recurs-acts = the same act
recurs-words = words in common
did-you-mean = Did you mean
results-count = { $count ->
    [one] { $shown } result
   *[other] { $shown } results
}
without-words = Without the words not found:
nearest = Nearest suggestions
what-helps = What may help
try-spelling = check the spelling,
try-fewer = use fewer or more general words, in Polish,
try-quotes = remove quotation marks or the minus sign,
try-number = search for an act by its number alone, such as 358/2017.
without-filters = { $count ->
    [one] Without filters: { $shown } document
   *[other] Without filters: { $shown } documents
}
no-more = There are no more results on this page.
to-first-page = Back to the first page
results-page = Page { $number }
previous = Previous
next = Next
result-pages = Result pages
scan = text recognized in a scan
page-short = p. { $number }
passage-link = link to this passage
act-number = no. { $number }
recommended = Recommended
original = Original
feed = Atom feed of this query
printed-query = Query
printed-at = As of

sort = Sort by
sort-relevance = most relevant
sort-newest = newest
sort-oldest = oldest

filters = Filters
filters-chosen = Active filters
filters-at-once = The results are updated as soon as you tick a filter.
filters-apply = Apply filters
filters-clear = Remove all
filter-remove = Remove filter: { $filter }
filters-more = Show more ({ $count })
facet-kind = Kind
facet-year = Year
facet-organ = Issued by
facet-district = District
facet-language = Language
facet-status = Status of the act
status-in-force = in force
status-amended = in force as amended
status-repealed = repealed
as-of-day = As of { $day }
state-of-acts = State of acts
as-of = As of
as-of-hint = The status of acts on that day, without later acts.
dates = Date
from = From
to = Until
district = District { $number }
language-pl = Polish
language-en = English
language-uk = Ukrainian

kind-news = News
format-markdown = Markdown
format-html = HTML
format-text = text
format-pdf = PDF
format-json = JSON
format-docx = Word
format-doc = Word (old format)
format-odt = OpenDocument
format-rtf = RTF
format-xlsx = Excel
format-xls = Excel (old format)
format-ods = OpenDocument spreadsheet
format-zip = ZIP archive
format-eml = e-mail
also = Also:
kind-ordinance = Ordinance
kind-resolution = Resolution
kind-notice = Notice
kind-act = Other legal act
kind-page = Page
kinds-news = News
kinds-ordinance = Ordinances
kinds-resolution = Resolutions
kinds-notice = Notices
kinds-act = Other legal acts
kinds-page = Pages

date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

refused-heading = This search is not possible
refused-long = The query is too long. Shorten it.
refused-deep = Results are not available that far down. Narrow the search.
refused-dates = The start date is later than the end date. Swap them.
refused-other = The address has an invalid parameter. Correct it or start again.
refused-detail = Details:
start-again = Start again

back-to-results = Results for “{ $query }”
back-to-all-results = Back to the results
new-search = New search
fact-also = The same text
fact-kind = Kind
fact-act-kind = Kind of act
fact-number = Number
fact-session = Session
fact-organ = Issued by
fact-date = Date of the act
fact-in-force-from = In force from
fact-published = Published
fact-subject = Subject
fact-legal-basis = Legal basis
fact-status = Status
status-note = Derived from the documents in this collection; this is not legal advice.
fact-districts = Districts
fact-original = Original
fact-file = File
fact-data = Data
data-json = Data of the act (JSON)
fact-parent = Belongs to
file-open = open the PDF
file-save = download the file
contents = Contents
page-number = Page { $number }
page-continued = Page { $number }, continued
page-original = page { $number } of the original
page-picture = Picture of the page
page-picture-of = Page { $number } as printed
page-picture-marked = Page { $number } as printed, with the words of the query marked in yellow
struck = struck out:
recognised = The text of this page was recognized in an image and may contain errors.
recognised-surely = The text of this page was recognized in an image (confidence { $confidence }%) and may contain errors.
recognition-pending = The scanned pages of this document are still being processed; their text will appear here soon.
parts = Parts of the document
part = Part { $number } of { $count }
part-link = Part { $number }
matches-of = Searched for: { $query }
matches = { $count ->
    [one] { $shown } match in this document
   *[other] { $shown } matches in this document
}
matches-here = { $count ->
    [one] { $shown } match in this part
   *[other] { $shown } matches in this part
}
matches-none = The words you searched for do not occur in this text.
matches-places = Where
match-first = First match
match-next = Next match
match-previous = Previous match
related = Similar documents
history = Changes
mentions = Documents that mention this act
no-date = no date
event-issued = Issued
event-in-force = Came into force
event-amends = Amends:
event-repeals = Repeals:
event-repeals-partly = Repeals in part:
event-consolidates = Publishes the consolidated text of:
event-by-amends = Amended by:
event-by-repeals = Repealed by:
event-by-repeals-partly = Repealed in part by:
event-by-consolidates = Consolidated text:
entries-left-out = { $count ->
    [one] and { $shown } more document (JSON)
   *[other] and { $shown } more documents (JSON)
}
reason-parent = this document is attached to it
reason-attached = attached to this document
reason-same-number = the same act number: { $number }
reason-names = this document names no. { $number }
reason-named-by = names no. { $number }
reason-words = in common: { $words }
reason-nearly-same = nearly the same text
reason-meaning = similar in meaning
reason-organ = the same body
reason-district = the same district: { $districts }
reason-districts = the same districts: { $districts }
document-text = Text
document-empty = This document has no text.
section-missing = The text does not have this section.

meetings = Meetings
meetings-heading = Meetings and their topics
meetings-lead = What the Konwent, the city and district councils and their committees discussed, according to the documents here.
meetings-filters = Narrow the list
meetings-words = Words
meetings-body = Who meets
meetings-body-hint = The beginning of a name in Polish, such as: konwent, komisja, rada dzielnicy.
meetings-district = District
meetings-all-districts = all
meetings-apply = Show meetings
meetings-found = { $count ->
    [one] { $shown } meeting
   *[other] { $shown } meetings
}
meetings-none = No meeting fits these conditions. Use more general words or a longer period.
meetings-empty = There are no documents about meetings here yet.
meetings-all = Show all meetings
meetings-files = Download this list
meetings-calendar = calendar (iCalendar)
meetings-table = table (CSV)
meetings-data = data (JSON)
meetings-upcoming = Upcoming
meetings-upcoming-more = Show more upcoming meetings ({ $shown })
meetings-undated = Without a date
meeting = Meeting
meeting-several = Meetings
meeting-day = Date
meeting-days = { $first } – { $last }
meeting-hour = { $hours }
meeting-announced = announced
meeting-cancelled = cancelled
meeting-not-on = Not on: { $days }
meeting-place = Place
meeting-chair = Chair
meeting-sources = Sources
meeting-topics = Topics
list-left-out = and { $shown } more
topics-left-out = { $count ->
    [one] and { $shown } more topic
   *[other] and { $shown } more topics
}
topic = Topic
topic-of-meeting = Topic of a meeting:
topic-page = history of this topic
topic-returned = Also discussed in:
topic-names = Names:
topic-meetings = Meetings about this matter
topic-current = this topic
topic-years = When this matter was discussed
topic-times = { $count ->
    [one] { $shown } time
   *[other] { $shown } times
}
topic-alone = No other meetings about this matter were found.
topic-feed = Notify me when this topic returns (Atom feed)
topic-documents = Documents about this matter
topic-act-named = named in the topic
topic-act-followed = issued later about the same matter
topic-others = Other topics of this meeting

error-not-ready = The index is being built
error-not-ready-advice = The search will be available in a moment. This page reloads by itself.
error-cluster = The search is not available right now
error-cluster-advice = Try again in a moment. This page reloads by itself.
error-no-route = Page not found
error-no-route-advice = Check the address or use the search.
error-not-found = Document not found
error-not-found-advice = It may have been moved or removed. Try to find it by searching.
error-no-topic = No such topic
error-no-topic-advice = The document with this topic may have been changed or removed. Look for it in the list of meetings.
error-bad-address = Invalid address
error-bad-address-advice = There is a mistake in the address. Check it or use the search.
error-gone = The document has been withdrawn
error-gone-advice = It is no longer in this search. Try to find another document on the topic.
error-gone-since = It was withdrawn on { $date } and is no longer in this search. Try to find another document on the topic.
error-too-long = The address is too long
error-too-long-advice = Shorten the query and try again.
error-unauthorized = Access requires a key
error-unauthorized-advice = This search is not public. Ask its administrator for a key.
error-busy = Too many requests at once
error-busy-advice = The search will be available again in a moment. This page reloads by itself.
error-not-here = This is not possible here
error-not-here-advice = This address is read-only. Use the search.
error-timeout = The search took too long
error-timeout-advice = Try again, preferably with a shorter query.
error-internal = Something went wrong
error-internal-advice = The problem is with the search, not with your query. Try again in a moment.

help-lead = Just type. The rest is for those who want more precise results.
help-plain-heading = Plain words
help-plain = The form of a Polish word does not matter: “zarządzenia” also finds “zarządzeniem”. Polish letters may be left out, and the fastest way to find an act is by its number.
help-syntax-heading = More precisely
help-you-type = Type
help-you-get = To find
help-phrase-example = "rada dzielnicy"
help-phrase = exactly these words, in this order
help-minus-example = budżet -obywatelski
help-minus = documents without the word after the minus
help-or-example = park OR skwer
help-or = one word or the other
help-prefix-example = budżet*
help-prefix = words that begin with these letters
help-number-example = 358/2017
help-number = the act with this number; “358 z 2017” and “nr 358/2017” work as well
help-day-example = 13 lutego 2017
help-day = documents that mention this day, however it is written
help-title-example = title:konwent
help-title = a word in the title
help-year-example = year:2017-2019
help-year = documents of these years
help-district-example = district:XVIII
help-district = documents about this district
help-organ-example = organ:prezydent
help-organ = acts issued by this body
help-kind-example = kind:resolution
help-kind = documents of this kind
help-since-example = from:2022-05
help-since = documents since this day, month or year; “to:” sets the end
help-meetings-heading = Meetings
help-meetings = The page “Meetings” lists meetings of the Konwent, of councils and committees with their topics. Each topic leads to its place in a document, and its history shows when it came back. The list can be downloaded as a calendar or a table, and the return of a topic followed in a feed reader.
help-more-heading = Results
help-more = Results can be narrowed by filters and sorted by date. The address of the page contains the whole query: save or share it. You can also follow a query in a feed reader (Atom).

# Placeholders for settings that a statement uses and that are empty.
unset-site_name = (fill in: name of the search)
unset-operator = (fill in: name of the public body)
unset-contact = (fill in: e-mail address)
unset-url = (fill in: address of the site)

# Notes on how a query was interpreted. The API returns the same notes in Polish.
note-no-word = The query contains no word.
note-most-words = No document has all of the words; these have the most important ones.
note-some-words = No document has all of the words; these have some of them.
note-words-only = Hits are ranked by words alone: search by meaning is busy.
note-not-found = Not found: { $words }.
quoted = “{ $text }”
note-cut = The query is long; only its first { $words } words were used.
note-bad-value = “{ $typed }” was searched for as plain words: use { $advice }.
note-short-prefix = The asterisk needs at least three letters before it; the word “{ $typed }” was searched for instead.
note-many-forms = Very many words begin with “{ $beginning }”; only the { $most } most frequent ones were searched for.
note-any-order = The words of some phrases are very frequent; their order was ignored (phrases: { $phrases }).
note-not-excluded = The words of some excluded phrases are very frequent; these phrases were not excluded (phrases: { $phrases }).
advice-title = a word, such as title:konwent
advice-number = the number of an act, such as number:358/2017
advice-organ = a body, such as organ:prezydent
advice-district = a number from I to XVIII or a name, such as district:Podgórze
advice-year = a year, such as year:2017 or year:2017-2019
advice-from = a day, month or year, such as from:2017-02-13
advice-to = a day, month or year, such as to:2017-02-13
advice-kind = a kind, such as kind:resolution

# The API reference.
api-lead = Programs can read everything that the pages show.
api-raw = The same description in machine-readable form
api-token = Requires the administrator’s token.
api-parameters = Parameters
api-body = Request body
api-answers = Responses
api-example = Example
api-failures = Errors
api-types = Types
