# One announcement in several languages: a text for each, and which channel gets which

# $code is a BCP 47 tag; each translation names the languages in its own words.
variants-language = { $code ->
    [am] Amharic
    [ar] Arabic
    [bn] Bengali
    [de] German
    [en] English
    [es] Spanish
    [fa] Persian
    [fr] French
    [hi] Hindi
    [id] Indonesian
    [it] Italian
    [ja] Japanese
    [km] Khmer
    [ko] Korean
    [mn] Mongolian
    [my] Burmese
    [ne] Nepali
    [pt-BR] Portuguese
    [ru] Russian
    [sw] Swahili
    [tr] Turkish
    [uk] Ukrainian
    [ur] Urdu
    [vi] Vietnamese
    [zh] Chinese
   *[other] { $code }
}
variants-main = Main text
variants-button = Languages
variants-view = Show the post in another language
variants-option-written = Has a text
variants-nowhere = The { variants-language } text goes nowhere yet. Choose its channels under Languages.
variants-nowhere-many = These texts go nowhere yet: { $languages }. Choose their channels under Languages.
variants-main-nowhere = The main text goes nowhere: each channel gets another language.

variants-title = Which channel gets which text
variants-what = A channel without a language of its own gets the main text.
variants-none = no channel yet
variants-choose = Add a language, or open one
variants-back = Back to the preview
variants-all = All languages
variants-card = { $name } · { variants-language }
variants-where = Goes to
variants-channels = Choose its channels
variants-channel-gone = Deleted channel
variants-edit = Edit its text
variants-remove = Remove
variants-removed = The { variants-language } text is removed. Its channels get the main text.
variants-form = Text in { $name }

variants-unfit = { variants-language }: { $reason }
variants-many = An announcement can be written in { $most } languages beside its main text. Remove one first.
variants-gone = There is no text in this language any more. Choose the language again.
variants-channel-elsewhere = The announcement does not go to one of these channels. Choose them again.
variants-tag = { $code }
variants-channel = # { $name }
