# Interface in Polish. `src/locale.rs` reads it; a test holds the three files to the same messages.

motto = wiadomości i akty prawne miasta
skip = Przejdź do treści
language-switch = Język strony
help = Jak szukać
accessibility = Deklaracja dostępności
privacy = Prywatność
api = Interfejs dla programów
site-links = O wyszukiwarce

home-title = wyszukiwarka wiadomości i aktów prawnych
home-heading = Szukaj w wiadomościach i aktach miasta
search-heading = Wyniki wyszukiwania
search-label = Czego szukasz?
search-button = Szukaj
search-hint = Wpisz słowa, numer aktu albo fragment zdania. Polskie znaki można pominąć.
suggestions = Podpowiedzi
suggestions-count = Podpowiedzi: %n. Wybierz strzałkami.
suggestions-none = Brak podpowiedzi.
suggestion-title = dokument
suggestion-act = akt
suggestion-query = zapytanie
suggestion-topic = temat

examples = Na przykład
newest-acts = Najnowsze akty
frequent-queries = Często szukane
browse = Przeglądaj

documents-found = { $count ->
    [one] Znaleziono { $shown } dokument
    [few] Znaleziono { $shown } dokumenty
   *[other] Znaleziono { $shown } dokumentów
}
nothing-found = Nic nie znaleziono
nothing-fits = Żaden dokument nie pasuje do tego zapytania.
by-meaning = Podobne znaczeniem
by-meaning-hint = Znaleziono je według znaczenia, bez słów z zapytania. Nie wliczają się do liczby dokumentów.
search-by-words = Szukaj tylko według słów
search-by-meaning = Szukaj także według znaczenia
shown-for = Pokazujemy wyniki dla:
search-exactly = Szukaj dokładnie:
recurs-acts = ten sam akt
recurs-words = wspólne słowa
did-you-mean = Czy chodziło Ci o
results-count = { $count ->
    [one] { $shown } wynik
    [few] { $shown } wyniki
   *[other] { $shown } wyników
}
without-words = Bez nieznalezionych słów:
nearest = Najbliższe podpowiedzi
what-helps = Co może pomóc
try-spelling = sprawdź pisownię,
try-fewer = użyj mniejszej liczby słów albo ogólniejszych,
try-quotes = usuń cudzysłów lub minus,
try-number = aktu szukaj po samym numerze, na przykład 358/2017.
without-filters = { $count ->
    [one] Bez filtrów: { $shown } dokument
    [few] Bez filtrów: { $shown } dokumenty
   *[other] Bez filtrów: { $shown } dokumentów
}
no-more = Na tej stronie nie ma już wyników.
to-first-page = Wróć do pierwszej strony
results-page = Strona { $number }
previous = Poprzednia
next = Następna
result-pages = Strony wyników
scan = tekst rozpoznany ze skanu
page-short = str. { $number }
passage-link = link do fragmentu
act-number = nr { $number }
recommended = Polecane
original = Oryginał
feed = Kanał Atom tego zapytania
printed-query = Zapytanie
printed-at = Stan na

sort = Kolejność
sort-relevance = najtrafniejsze
sort-newest = najnowsze
sort-oldest = najstarsze

filters = Filtry
filters-chosen = Wybrane filtry
filters-at-once = Wyniki zmieniają się od razu po zaznaczeniu.
filters-apply = Zastosuj filtry
filters-clear = Usuń wszystkie
filter-remove = Usuń filtr: { $filter }
filters-more = Pokaż więcej ({ $count })
facet-kind = Rodzaj
facet-year = Rok
facet-organ = Organ
facet-district = Dzielnica
facet-language = Język
facet-status = Status aktu
status-in-force = obowiązuje
status-amended = obowiązuje ze zmianami
status-repealed = uchylony
as-of-day = Stan na { $day }
state-of-acts = Stan aktów
as-of = Stan na dzień
as-of-hint = Status aktów tego dnia; bez aktów późniejszych.
dates = Data
from = Od dnia
to = Do dnia
district = Dzielnica { $number }
language-pl = polski
language-en = angielski
language-uk = ukraiński

kind-news = Aktualność
format-markdown = Markdown
format-html = HTML
format-text = tekst
format-pdf = PDF
format-json = JSON
format-docx = Word
format-doc = Word (stary format)
format-odt = OpenDocument
format-rtf = RTF
format-xlsx = Excel
format-xls = Excel (stary format)
format-ods = arkusz OpenDocument
format-zip = archiwum ZIP
format-eml = wiadomość e-mail
also = Także:
kind-ordinance = Zarządzenie
kind-resolution = Uchwała
kind-notice = Obwieszczenie
kind-act = Inny akt prawny
kind-page = Strona
kinds-news = Aktualności
kinds-ordinance = Zarządzenia
kinds-resolution = Uchwały
kinds-notice = Obwieszczenia
kinds-act = Inne akty prawne
kinds-page = Strony

date = { $day } { $month ->
    [1] stycznia
    [2] lutego
    [3] marca
    [4] kwietnia
    [5] maja
    [6] czerwca
    [7] lipca
    [8] sierpnia
    [9] września
    [10] października
    [11] listopada
   *[12] grudnia
} { $year }

refused-heading = Nie można wykonać tego wyszukiwania
refused-long = Zapytanie jest za długie. Skróć je.
refused-deep = Wyniki nie sięgają tak daleko. Zawęź wyszukiwanie.
refused-dates = Data początkowa jest późniejsza niż końcowa. Zamień je miejscami.
refused-other = Adres zawiera parametr, którego wyszukiwarka nie rozumie. Popraw go albo zacznij od nowa.
refused-detail = Szczegóły po angielsku:
start-again = Zacznij od nowa

back-to-results = Wyniki dla „{ $query }”
back-to-all-results = Wróć do wyników
new-search = Nowe wyszukiwanie
fact-also = Ten sam tekst
fact-kind = Rodzaj
fact-act-kind = Rodzaj aktu
fact-number = Numer
fact-session = Sesja
fact-organ = Organ
fact-date = Data wydania
fact-in-force-from = Obowiązuje od
fact-published = Opublikowano
fact-subject = Przedmiot
fact-legal-basis = Podstawa prawna
fact-status = Status
status-note = Ustalone na podstawie dokumentów w tym zbiorze; to nie jest porada prawna.
fact-districts = Dzielnice
fact-original = Oryginał
fact-file = Plik
fact-data = Dane
data-json = Dane aktu (JSON)
fact-parent = Należy do
file-open = otwórz plik PDF
file-save = pobierz plik
contents = Spis treści
page-number = Strona { $number }
page-continued = Strona { $number }, ciąg dalszy
page-original = strona { $number } w oryginale
page-picture = Obraz strony
page-picture-of = Strona { $number } w postaci drukowanej
page-picture-marked = Strona { $number } w postaci drukowanej; słowa zapytania zaznaczono na żółto
struck = skreślono:
recognised = Tekst tej strony rozpoznano automatycznie na skanie; może zawierać błędy.
recognised-surely = Tekst tej strony rozpoznano automatycznie na skanie (pewność { $confidence }%); może zawierać błędy.
recognition-pending = Obrazy stron tego dokumentu są jeszcze rozpoznawane; tekst pojawi się za chwilę.
parts = Części dokumentu
part = Część { $number } z { $count }
part-link = Część { $number }
matches-of = Szukane: { $query }
matches = { $count ->
    [one] { $shown } trafienie w tym dokumencie
    [few] { $shown } trafienia w tym dokumencie
   *[other] { $shown } trafień w tym dokumencie
}
matches-here = { $count ->
    [one] { $shown } trafienie w tej części
    [few] { $shown } trafienia w tej części
   *[other] { $shown } trafień w tej części
}
matches-none = Szukane słowa nie występują w tym tekście.
matches-places = Gdzie
match-first = Pierwsze trafienie
match-next = Następne trafienie
match-previous = Poprzednie trafienie
related = Podobne dokumenty
history = Zmiany
mentions = Dokumenty, które wymieniają ten akt
no-date = bez daty
event-issued = Wydanie aktu
event-in-force = Wejście w życie
event-amends = Zmienia:
event-repeals = Uchyla:
event-repeals-partly = Uchyla w części:
event-consolidates = Ogłasza tekst jednolity:
event-by-amends = Zmiana:
event-by-repeals = Uchylenie:
event-by-repeals-partly = Uchylenie w części:
event-by-consolidates = Tekst jednolity:
entries-left-out = { $count ->
    [one] i jeszcze { $shown } dokument (JSON)
    [few] i jeszcze { $shown } dokumenty (JSON)
   *[other] i jeszcze { $shown } dokumentów (JSON)
}
reason-parent = ten dokument jest jego załącznikiem
reason-attached = załącznik do tego dokumentu
reason-same-number = ten sam numer aktu: { $number }
reason-names = ten dokument wymienia nr { $number }
reason-named-by = wymienia nr { $number }
reason-words = wspólne: { $words }
reason-nearly-same = niemal ten sam tekst
reason-meaning = podobne znaczeniem
reason-organ = ten sam organ
reason-district = ta sama dzielnica: { $districts }
reason-districts = te same dzielnice: { $districts }
document-text = Treść
document-empty = Ten dokument nie ma tekstu.
section-missing = Tej jednostki redakcyjnej nie ma w tekście.

meetings = Posiedzenia
meetings-heading = Posiedzenia i ich tematy
meetings-lead = Co omawiały Konwent, rady miasta i dzielnic oraz ich komisje, według dokumentów w tym zbiorze.
meetings-filters = Zawęź listę
meetings-words = Słowa
meetings-body = Kto obraduje
meetings-body-hint = Początek nazwy, na przykład: konwent, komisja, rada dzielnicy.
meetings-district = Dzielnica
meetings-all-districts = wszystkie
meetings-apply = Pokaż posiedzenia
meetings-found = { $count ->
    [one] { $shown } posiedzenie
    [few] { $shown } posiedzenia
   *[other] { $shown } posiedzeń
}
meetings-none = Żadne posiedzenie nie pasuje do tych warunków. Użyj ogólniejszych słów albo szerszego okresu.
meetings-empty = W tym zbiorze nie ma jeszcze dokumentów o posiedzeniach.
meetings-all = Pokaż wszystkie posiedzenia
meetings-files = Pobierz tę listę
meetings-calendar = kalendarz (iCalendar)
meetings-table = tabela (CSV)
meetings-data = dane (JSON)
meetings-upcoming = Nadchodzące
meetings-upcoming-more = Pokaż kolejne nadchodzące ({ $shown })
meetings-undated = Bez daty
meeting = Posiedzenie
meeting-several = Posiedzenia
meeting-day = Termin
meeting-days = { $first } – { $last }
meeting-hour = godz. { $hours }
meeting-announced = zapowiedziane
meeting-cancelled = odwołane
meeting-not-on = Nie w dniu: { $days }
meeting-place = Miejsce
meeting-chair = Prowadzi
meeting-sources = Źródła
meeting-topics = Tematy
list-left-out = i jeszcze { $shown }
topics-left-out = { $count ->
    [one] i jeszcze { $shown } temat
    [few] i jeszcze { $shown } tematy
   *[other] i jeszcze { $shown } tematów
}
topic = Temat
topic-of-meeting = Temat posiedzenia:
topic-page = historia tematu
topic-returned = Wracał w:
topic-names = Wymienia:
topic-meetings = Posiedzenia w tej sprawie
topic-current = ten temat
topic-years = Kiedy omawiano tę sprawę
topic-times = { $count ->
    [one] { $shown } raz
   *[other] { $shown } razy
}
topic-alone = Nie znaleziono innych posiedzeń w tej sprawie.
topic-feed = Powiadom mnie, gdy temat wróci (kanał Atom)
topic-documents = Dokumenty w tej sprawie
topic-act-named = wymieniony w temacie
topic-act-followed = wydany później w tej samej sprawie
topic-others = Inne tematy tego posiedzenia

error-not-ready = Trwa budowanie indeksu
error-not-ready-advice = Wyszukiwarka zacznie odpowiadać za chwilę. Ta strona odświeży się sama.
error-cluster = Wyszukiwarka chwilowo nie działa
error-cluster-advice = Spróbuj ponownie za chwilę. Ta strona odświeży się sama.
error-no-route = Nie ma takiej strony
error-no-route-advice = Sprawdź adres albo skorzystaj z wyszukiwarki.
error-not-found = Nie ma takiego dokumentu
error-not-found-advice = Mógł zmienić adres albo zostać usunięty. Spróbuj odnaleźć go przez wyszukiwarkę.
error-no-topic = Nie ma takiego tematu
error-no-topic-advice = Dokument z tym tematem mógł zostać zmieniony albo usunięty. Poszukaj go na liście posiedzeń.
error-bad-address = Niepoprawny adres
error-bad-address-advice = W adresie jest błąd. Sprawdź go albo skorzystaj z wyszukiwarki.
error-gone = Dokument został wycofany
error-gone-advice = Nie ma go już w wyszukiwarce. Spróbuj odnaleźć inny dokument w tej sprawie.
error-gone-since = Wycofano go { $date }. Nie ma go już w wyszukiwarce. Spróbuj odnaleźć inny dokument w tej sprawie.
error-too-long = Adres jest za długi
error-too-long-advice = Skróć zapytanie i spróbuj ponownie.
error-unauthorized = Dostęp tylko z kluczem
error-unauthorized-advice = Ta wyszukiwarka nie jest publiczna. Zapytaj jej administratora o klucz dostępu.
error-busy = Za dużo zapytań naraz
error-busy-advice = Wyszukiwarka odpowie za chwilę. Ta strona odświeży się sama.
error-not-here = Tego nie można tu zrobić
error-not-here-advice = Ten adres służy tylko do czytania. Skorzystaj z wyszukiwarki.
error-timeout = Odpowiedź trwała zbyt długo
error-timeout-advice = Spróbuj ponownie, najlepiej z krótszym zapytaniem.
error-internal = Coś poszło nie tak
error-internal-advice = To błąd wyszukiwarki, nie zapytania. Spróbuj ponownie za chwilę.

help-lead = Pisz zwyczajnie. Reszta jest dla tych, którzy chcą dokładniej.
help-plain-heading = Zwykłe słowa
help-plain = Forma słowa nie ma znaczenia: „zarządzenia” znajdzie też „zarządzeniem”. Polskie znaki można pominąć, a akt najszybciej znajdziesz po numerze.
help-syntax-heading = Dokładniej
help-you-type = Wpisz
help-you-get = Znajdziesz
help-phrase-example = "rada dzielnicy"
help-phrase = dokładnie te słowa, w tej kolejności
help-minus-example = budżet -obywatelski
help-minus = dokumenty bez słowa po minusie
help-or-example = park LUB skwer
help-or = jedno albo drugie słowo
help-prefix-example = budżet*
help-prefix = słowa, które tak się zaczynają
help-number-example = 358/2017
help-number = akt o tym numerze; także „358 z 2017” i „nr 358/2017”
help-day-example = 13 lutego 2017
help-day = dokumenty, które wymieniają ten dzień, jakkolwiek zapisany
help-title-example = tytuł:konwent
help-title = słowo w tytule
help-year-example = rok:2017-2019
help-year = z tych lat
help-district-example = dzielnica:XVIII
help-district = o tej dzielnicy
help-organ-example = organ:prezydent
help-organ = akty tego organu
help-kind-example = rodzaj:uchwała
help-kind = dokumenty tego rodzaju
help-since-example = od:2022-05
help-since = od tego dnia, miesiąca lub roku; „do:” ogranicza z drugiej strony
help-meetings-heading = Posiedzenia
help-meetings = Na stronie „Posiedzenia” są spotkania Konwentu, rad i komisji z tematami. Każdy temat prowadzi do miejsca w dokumencie, a jego historia pokazuje, kiedy wracał. Listę można pobrać jako kalendarz albo tabelę, a powrót tematu śledzić w czytniku kanałów Atom.
help-more-heading = Wyniki
help-more = Wyniki można zawęzić filtrami i ułożyć od najnowszych. Adres strony zawiera całe zapytanie: można go zapisać albo wysłać. Zapytanie można też śledzić w czytniku kanałów Atom.

# Where a setting that a statement names is empty.
unset-site_name = (uzupełnij: nazwa wyszukiwarki)
unset-operator = (uzupełnij: nazwa podmiotu publicznego)
unset-contact = (uzupełnij: adres e-mail)
unset-url = (uzupełnij: adres strony)

# How a query was read. The API says the same in Polish.
note-no-word = Zapytanie nie zawiera żadnego słowa.
note-most-words = Żaden dokument nie zawiera wszystkich słów; pokazano zawierające najważniejsze z nich.
note-some-words = Żaden dokument nie zawiera wszystkich słów; pokazano zawierające niektóre z nich.
note-words-only = Wyniki ułożono tylko według słów: wyszukiwanie według znaczenia jest zajęte.
note-not-found = Nie znaleziono: { $words }.
quoted = »{ $text }«
note-cut = Zapytanie jest długie; uwzględniono tylko jego początek (liczba słów: { $words }).
note-bad-value = „{ $typed }” potraktowano jak zwykłe słowa: podaj { $advice }.
note-short-prefix = Gwiazdka działa po co najmniej trzech literach; szukano słowa „{ $typed }”.
note-many-forms = Bardzo wiele słów zaczyna się od „{ $beginning }”; uwzględniono { $most } najczęstszych.
note-any-order = Słowa części fraz są bardzo częste; ich kolejności nie sprawdzono (liczba fraz: { $phrases }).
note-not-excluded = Słowa części wykluczonych fraz są bardzo częste; pominięto te wykluczenia (liczba fraz: { $phrases }).
advice-title = słowo, np. tytuł:konwent
advice-number = numer aktu, np. numer:358/2017
advice-organ = organ, np. organ:prezydent
advice-district = numer od I do XVIII albo nazwę, np. dzielnica:Podgórze
advice-year = rok, np. rok:2017 albo rok:2017-2019
advice-from = dzień, miesiąc lub rok, np. od:2017-02-13
advice-to = dzień, miesiąc lub rok, np. do:2017-02-13
advice-kind = rodzaj, np. rodzaj:uchwała

# The reference of the API.
api-lead = Wszystko, co pokazują strony, mogą też pobierać programy. Opis poniżej jest po angielsku.
api-raw = Ten sam opis dla programów
api-token = Wymaga tokenu administratora.
api-parameters = Parametry
api-body = Treść zapytania
api-answers = Odpowiedzi
api-example = Przykład
api-failures = Błędy
api-types = Typy
