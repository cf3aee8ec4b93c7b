# Interface in Ukrainian.

motto = новини та правові акти міста
skip = Перейти до вмісту
language-switch = Мова сторінки
help = Як шукати
accessibility = Заява про доступність
privacy = Приватність
api = Інтерфейс для програм
site-links = Про пошук

home-title = пошук новин і правових актів
home-heading = Шукайте в новинах і правових актах міста
search-heading = Результати пошуку
search-label = Що ви шукаєте?
search-button = Шукати
search-hint = Введіть слова, номер акта або частину речення польською. Польські літери можна опустити.
suggestions = Підказки
suggestions-count = Підказки: %n. Вибирайте стрілками.
suggestions-none = Підказок немає.
suggestion-title = документ
suggestion-act = акт
suggestion-query = запит
suggestion-topic = тема

examples = Наприклад
newest-acts = Найновіші акти
frequent-queries = Часто шукають
browse = Переглянути

documents-found = { $count ->
    [one] Знайдено { $shown } документ
    [few] Знайдено { $shown } документи
   *[other] Знайдено { $shown } документів
}
nothing-found = Нічого не знайдено
nothing-fits = Жоден документ не відповідає цьому запиту.
by-meaning = Подібні за змістом
by-meaning-hint = Їх знайдено за змістом, без слів із запиту. Вони не входять до кількості документів.
search-by-words = Шукати лише за словами
search-by-meaning = Шукати також за змістом
shown-for = Показано результати для:
search-exactly = Шукати точно:
recurs-acts = той самий акт
recurs-words = спільні слова
did-you-mean = Можливо, ви мали на увазі
results-count = { $count ->
    [one] { $shown } результат
    [few] { $shown } результати
   *[other] { $shown } результатів
}
without-words = Без незнайдених слів:
nearest = Найближчі підказки
what-helps = Що може допомогти
try-spelling = перевірте написання,
try-fewer = використайте менше слів або загальніші, польською,
try-quotes = приберіть лапки чи мінус,
try-number = акт шукайте за самим номером, наприклад 358/2017.
without-filters = { $count ->
    [one] Без фільтрів: { $shown } документ
    [few] Без фільтрів: { $shown } документи
   *[other] Без фільтрів: { $shown } документів
}
no-more = На цій сторінці результатів більше немає.
to-first-page = Повернутися на першу сторінку
results-page = Сторінка { $number }
previous = Попередня
next = Наступна
result-pages = Сторінки результатів
scan = текст розпізнано зі скану
page-short = с. { $number }
passage-link = посилання на цей фрагмент
act-number = № { $number }
recommended = Рекомендовано
original = Оригінал
feed = Канал Atom цього запиту
printed-query = Запит
printed-at = Станом на

sort = Порядок
sort-relevance = найвідповідніші
sort-newest = найновіші
sort-oldest = найстаріші

filters = Фільтри
filters-chosen = Вибрані фільтри
filters-at-once = Результати змінюються одразу після позначення.
filters-apply = Застосувати фільтри
filters-clear = Прибрати всі
filter-remove = Прибрати фільтр: { $filter }
filters-more = Показати більше ({ $count })
facet-kind = Вид
facet-year = Рік
facet-organ = Орган
facet-district = Район
facet-language = Мова
facet-status = Статус акта
status-in-force = чинний
status-amended = чинний зі змінами
status-repealed = скасований
as-of-day = Станом на { $day }
state-of-acts = Стан актів
as-of = Стан на день
as-of-hint = Статус актів цього дня, без пізніших актів.
dates = Дата
from = Від
to = До
district = Район { $number }
language-pl = польська
language-en = англійська
language-uk = українська

kind-news = Новина
format-markdown = Markdown
format-html = HTML
format-text = текст
format-pdf = PDF
format-json = JSON
format-docx = Word
format-doc = Word (старий формат)
format-odt = OpenDocument
format-rtf = RTF
format-xlsx = Excel
format-xls = Excel (старий формат)
format-ods = таблиця OpenDocument
format-zip = архів ZIP
format-eml = електронний лист
also = Також:
kind-ordinance = Розпорядження
kind-resolution = Ухвала
kind-notice = Оголошення
kind-act = Інший правовий акт
kind-page = Сторінка
kinds-news = Новини
kinds-ordinance = Розпорядження
kinds-resolution = Ухвали
kinds-notice = Оголошення
kinds-act = Інші правові акти
kinds-page = Сторінки

date = { $day } { $month ->
    [1] січня
    [2] лютого
    [3] березня
    [4] квітня
    [5] травня
    [6] червня
    [7] липня
    [8] серпня
    [9] вересня
    [10] жовтня
    [11] листопада
   *[12] грудня
} { $year }

refused-heading = Цей пошук неможливо виконати
refused-long = Запит задовгий. Скоротіть його.
refused-deep = Результати так далеко не сягають. Звузьте пошук.
refused-dates = Початкова дата пізніша за кінцеву. Поміняйте їх місцями.
refused-other = Адреса містить параметр, якого пошук не розуміє. Виправте його або почніть спочатку.
refused-detail = Подробиці англійською:
start-again = Почати спочатку

back-to-results = Результати для «{ $query }»
back-to-all-results = Назад до результатів
new-search = Новий пошук
fact-also = Той самий текст
fact-kind = Вид
fact-act-kind = Вид акта
fact-number = Номер
fact-session = Сесія
fact-organ = Орган
fact-date = Дата видання
fact-in-force-from = Чинний від
fact-published = Опубліковано
fact-subject = Предмет
fact-legal-basis = Правова підстава
fact-status = Статус
status-note = Визначено за документами цієї збірки; це не юридична консультація.
fact-districts = Райони
fact-original = Оригінал
fact-file = Файл
fact-data = Дані
data-json = Дані акта (JSON)
fact-parent = Належить до
file-open = відкрити файл PDF
file-save = завантажити файл
contents = Зміст
page-number = Сторінка { $number }
page-continued = Сторінка { $number }, продовження
page-original = сторінка { $number } в оригіналі
page-picture = Зображення сторінки
page-picture-of = Сторінка { $number } у друкованому вигляді
page-picture-marked = Сторінка { $number } у друкованому вигляді; слова запиту позначено жовтим
struck = викреслено:
recognised = Текст цієї сторінки розпізнано із зображення; він може містити помилки.
recognised-surely = Текст цієї сторінки розпізнано із зображення (певність { $confidence }%); він може містити помилки.
recognition-pending = Зображення сторінок цього документа ще розпізнаються; текст з’явиться за мить.
parts = Частини документа
part = Частина { $number } з { $count }
part-link = Частина { $number }
matches-of = Шукане: { $query }
matches = { $count ->
    [one] { $shown } збіг у цьому документі
    [few] { $shown } збіги в цьому документі
   *[other] { $shown } збігів у цьому документі
}
matches-here = { $count ->
    [one] { $shown } збіг у цій частині
    [few] { $shown } збіги в цій частині
   *[other] { $shown } збігів у цій частині
}
matches-none = Шуканих слів у цьому тексті немає.
matches-places = Де
match-first = Перший збіг
match-next = Наступний збіг
match-previous = Попередній збіг
related = Схожі документи
history = Зміни
mentions = Документи, що згадують цей акт
no-date = без дати
event-issued = Видання акта
event-in-force = Набрання чинності
event-amends = Змінює:
event-repeals = Скасовує:
event-repeals-partly = Скасовує частково:
event-consolidates = Оголошує консолідований текст:
event-by-amends = Зміна:
event-by-repeals = Скасування:
event-by-repeals-partly = Часткове скасування:
event-by-consolidates = Консолідований текст:
entries-left-out = { $count ->
    [one] і ще { $shown } документ (JSON)
    [few] і ще { $shown } документи (JSON)
   *[other] і ще { $shown } документів (JSON)
}
reason-parent = цей документ є додатком до нього
reason-attached = додаток до цього документа
reason-same-number = той самий номер акта: { $number }
reason-names = цей документ згадує № { $number }
reason-named-by = згадує № { $number }
reason-words = спільне: { $words }
reason-nearly-same = майже той самий текст
reason-meaning = подібне за змістом
reason-organ = той самий орган
reason-district = той самий район: { $districts }
reason-districts = ті самі райони: { $districts }
document-text = Текст
document-empty = Цей документ не має тексту.
section-missing = У тексті немає цієї структурної одиниці.

meetings = Засідання
meetings-heading = Засідання та їхні теми
meetings-lead = Що обговорювали Конвент, міська та районні ради і їхні комісії, за документами цієї збірки.
meetings-filters = Уточнити список
meetings-words = Слова
meetings-body = Хто засідає
meetings-body-hint = Початок назви польською, наприклад: konwent, komisja, rada dzielnicy.
meetings-district = Район
meetings-all-districts = усі
meetings-apply = Показати засідання
meetings-found = { $count ->
    [one] { $shown } засідання
    [few] { $shown } засідання
   *[other] { $shown } засідань
}
meetings-none = Жодне засідання не відповідає цим умовам. Спробуйте загальніші слова або довший період.
meetings-empty = У цій збірці ще немає документів про засідання.
meetings-all = Показати всі засідання
meetings-files = Завантажити цей список
meetings-calendar = календар (iCalendar)
meetings-table = таблиця (CSV)
meetings-data = дані (JSON)
meetings-upcoming = Найближчі
meetings-upcoming-more = Показати наступні засідання ({ $shown })
meetings-undated = Без дати
meeting = Засідання
meeting-several = Засідання
meeting-day = Дата
meeting-days = { $first } – { $last }
meeting-hour = о { $hours }
meeting-announced = оголошено
meeting-cancelled = скасовано
meeting-not-on = Не відбудеться: { $days }
meeting-place = Місце
meeting-chair = Головує
meeting-sources = Джерела
meeting-topics = Теми
list-left-out = і ще { $shown }
topics-left-out = { $count ->
    [one] і ще { $shown } тема
    [few] і ще { $shown } теми
   *[other] і ще { $shown } тем
}
topic = Тема
topic-of-meeting = Тема засідання:
topic-page = історія теми
topic-returned = Поверталися у:
topic-names = Згадує:
topic-meetings = Засідання в цій справі
topic-current = ця тема
topic-years = Коли обговорювали цю справу
topic-times = { $count ->
    [one] { $shown } раз
    [few] { $shown } рази
   *[other] { $shown } разів
}
topic-alone = Інших засідань у цій справі не знайдено.
topic-feed = Повідомити мене, коли тема повернеться (канал Atom)
topic-documents = Документи в цій справі
topic-act-named = згаданий у темі
topic-act-followed = виданий пізніше в тій самій справі
topic-others = Інші теми цього засідання

error-not-ready = Будується індекс
error-not-ready-advice = Пошук запрацює за мить. Ця сторінка оновиться сама.
error-cluster = Пошук тимчасово не працює
error-cluster-advice = Спробуйте знову за мить. Ця сторінка оновиться сама.
error-no-route = Такої сторінки немає
error-no-route-advice = Перевірте адресу або скористайтеся пошуком.
error-not-found = Такого документа немає
error-not-found-advice = Він міг змінити адресу або бути вилученим. Спробуйте знайти його через пошук.
error-no-topic = Такої теми немає
error-no-topic-advice = Документ із цією темою могли змінити або вилучити. Пошукайте її у списку засідань.
error-bad-address = Неправильна адреса
error-bad-address-advice = В адресі є помилка. Перевірте її або скористайтеся пошуком.
error-gone = Документ відкликано
error-gone-advice = Його вже немає в пошуку. Спробуйте знайти інший документ у цій справі.
error-gone-since = Його відкликано { $date }, і його вже немає в пошуку. Спробуйте знайти інший документ у цій справі.
error-too-long = Адреса задовга
error-too-long-advice = Скоротіть запит і спробуйте ще раз.
error-unauthorized = Доступ лише з ключем
error-unauthorized-advice = Цей пошук не є публічним. Попросіть ключ доступу в його адміністратора.
error-busy = Забагато запитів одночасно
error-busy-advice = Пошук відповість за мить. Ця сторінка оновиться сама.
error-not-here = Тут цього зробити не можна
error-not-here-advice = Ця адреса лише для читання. Скористайтеся пошуком.
error-timeout = Відповідь тривала надто довго
error-timeout-advice = Спробуйте ще раз, найкраще з коротшим запитом.
error-internal = Щось пішло не так
error-internal-advice = Це помилка пошуку, а не запиту. Спробуйте ще раз за мить.

help-lead = Пишіть звичайно. Решта для тих, хто хоче точніше.
help-plain-heading = Звичайні слова
help-plain = Форма польського слова не має значення: «zarządzenia» знайде й «zarządzeniem». Польські літери можна опустити, а акт найшвидше знайти за номером.
help-syntax-heading = Точніше
help-you-type = Введіть
help-you-get = Знайдете
help-phrase-example = "rada dzielnicy"
help-phrase = саме ці слова в цьому порядку
help-minus-example = budżet -obywatelski
help-minus = документи без слова після мінуса
help-or-example = park LUB skwer
help-or = одне слово або друге
help-prefix-example = budżet*
help-prefix = слова, що так починаються
help-number-example = 358/2017
help-number = акт із цим номером; також «358 z 2017» і «nr 358/2017»
help-day-example = 13 lutego 2017
help-day = документи, що згадують цей день, хоч би як його записано
help-title-example = tytuł:konwent
help-title = слово в заголовку
help-year-example = rok:2017-2019
help-year = цих років
help-district-example = dzielnica:XVIII
help-district = про цей район
help-organ-example = organ:prezydent
help-organ = акти цього органу
help-kind-example = rodzaj:uchwała
help-kind = документи цього виду
help-since-example = od:2022-05
help-since = від цього дня, місяця чи року; «do:» обмежує з другого боку
help-meetings-heading = Засідання
help-meetings = На сторінці «Засідання» є зустрічі Конвенту, рад і комісій з темами. Кожна тема веде до місця в документі, а її історія показує, коли до неї поверталися. Список можна завантажити як календар або таблицю, а за поверненням теми стежити через читач каналів Atom.
help-more-heading = Результати
help-more = Результати можна звузити фільтрами й упорядкувати від найновіших. Адреса сторінки містить увесь запит: її можна зберегти або надіслати. За запитом можна також стежити в читачі каналів Atom.

# Where a setting that a statement names is empty.
unset-site_name = (заповніть: назва пошуку)
unset-operator = (заповніть: назва органу)
unset-contact = (заповніть: адреса електронної пошти)
unset-url = (заповніть: адреса сайту)

# How a query was read. The API says the same in Polish.
note-no-word = Запит не містить жодного слова.
note-most-words = Жоден документ не містить усіх слів; показано ті, що містять найважливіші з них.
note-some-words = Жоден документ не містить усіх слів; показано ті, що містять деякі з них.
note-words-only = Результати впорядковано лише за словами: пошук за змістом зайнятий.
note-not-found = Не знайдено: { $words }.
quoted = «{ $text }»
note-cut = Запит задовгий; враховано лише його початок (кількість слів: { $words }).
note-bad-value = «{ $typed }» шукали як звичайні слова: вкажіть { $advice }.
note-short-prefix = Зірочка діє щонайменше після трьох літер; шукали слово «{ $typed }».
note-many-forms = Дуже багато слів починається з «{ $beginning }»; враховано { $most } найчастіших.
note-any-order = Слова деяких фраз трапляються дуже часто; їхній порядок не перевірено (кількість фраз: { $phrases }).
note-not-excluded = Слова деяких вилучених фраз трапляються дуже часто; ці вилучення пропущено (кількість фраз: { $phrases }).
advice-title = слово, наприклад tytuł:konwent
advice-number = номер акта, наприклад numer:358/2017
advice-organ = орган, наприклад organ:prezydent
advice-district = номер від I до XVIII або назву, наприклад dzielnica:Podgórze
advice-year = рік, наприклад rok:2017 або rok:2017-2019
advice-from = день, місяць або рік, наприклад od:2017-02-13
advice-to = день, місяць або рік, наприклад do:2017-02-13
advice-kind = вид, наприклад rodzaj:uchwała

# The reference of the API.
api-lead = Усе, що показують сторінки, можуть читати й програми. Опис нижче англійською.
api-raw = Той самий опис для програм
api-token = Потрібен токен адміністратора.
api-parameters = Параметри
api-body = Тіло запиту
api-answers = Відповіді
api-example = Приклад
api-failures = Помилки
api-types = Типи
