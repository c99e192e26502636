# Questions in topics, their answers and labels.

# Asking

ask-panel = Ask a question
ask-form-title = Ask a question
ask-field-topic = Topic
ask-field-title = Your question in one line
ask-field-title-what = The title of the post. Say what it is about, not “Help”.
ask-field-question = What happens, and what have you tried?
ask-field-question-what = Everybody who reads the topic will see it. Leave out passwords and customers’ names.
ask-field-urgency = How urgent is it?
ask-urgency-low = Low – no hurry
ask-urgency-normal = Normal – this week
ask-urgency-high = High – something is down or will be
ask-no-topics = There is no topic to ask in yet. An organiser makes one with /topic create.
ask-topic-gone = This topic is not there any more. Please choose another one.
ask-topic-broken = The channel of the topic “{ $topic }” is gone. Tell an organiser, and choose another topic for now.
ask-tag-required = Posts in { $where } need a tag, and the topic “{ $topic }” has none. An organiser chooses one with /topic edit; choose another topic for now, or post there yourself.
ask-tag-gone = The tag of the topic “{ $topic }” is gone. Tell an organiser, and choose another topic for now.
ask-not-postable = I may not post in { $where }. An organiser has to allow me: { $permissions }.
ask-title-empty = The title has nothing to read in it. Write your question in one line.
ask-question-empty = There is nothing in your question. Say what happens and what you have tried.
ask-too-often =
    { $most ->
        [one] You asked a question within the last hour.
       *[other] You asked { $most } questions within the last hour.
    } You can ask again { $when }.
ask-draft-gone = This question is more than a day old, or someone else’s. Please ask again.
ask-posted-already = This question is posted already.
ask-similar-title =
    { $count ->
        [one] Was it this?
       *[other] Was it one of these?
    }
ask-similar-intro =
    { $count ->
        [one] This was solved before. Have a look before you post.
       *[other] These were solved before. Have a look before you post.
    }
ask-similar-line = **[{ $title }]({ $url })**
    { $answer }
ask-similar-line-bare = **[{ $title }]({ $url })**
ask-similar-kept = Only you see this. Your question is kept for a day, and is not posted yet.
ask-solved = This answers me
ask-post-anyway = Post anyway
ask-posting-title = Your question is on its way
ask-posting = It will be in { $where } in a moment.
ask-posted-title = Your question is posted
ask-posted = “{ $title }” is there now. Press “Answered” on its card once you have an answer.
ask-failed-title = Your question could not be posted
ask-failed = Discord did not take it in { $where }. Your text is kept for a day; organisers are told what is wrong.
ask-again = Try again
ask-solved-title = Good that it is solved
ask-solved-what = Your question was not posted. This is what helped in “{ $title }”:

# The card of a thread

threads-state-open = Waiting for an answer
threads-state-answered = Answered
threads-head-titled = { $state }: { $title }
threads-fact-topic = Topic
threads-fact-urgency = Urgency
threads-fact-asker = Asked by
threads-fact-label = Label
threads-topic = { $emoji } { $name }
threads-topic-plain = { $emoji } { $name }
threads-head-answer = The answer
threads-head-by-tag = It was marked as answered by its tag. Press “Change the answer” to say what the answer was.
threads-head-hint = Once there is an answer, the asker or an organiser presses “Answered”, or uses “Mark as answer” on the message.
threads-head-withheld = What was asked is not shown outside its thread, because of its label.
threads-answered = Answered
threads-change-answer = Change the answer
threads-still-open = Still open
threads-go = Open it

# Answered, and open again

threads-menu-mark = Mark as answer
threads-gist-title = What was the answer?
threads-gist-field = The answer in short
threads-gist-what = Others find it by these words, here and by /search.
threads-gist-empty = Say in a sentence what the answer was, so that others find it.
threads-done-title = Marked as answered
threads-done-found = Others can find it now with /search. If it turns out to be wrong, press “Still open” on the card.
threads-done-kept = Because of its label it is found by no search. If it turns out to be wrong, press “Still open” on the card.
threads-open-title = Open again
threads-open-what = The card says so. Thank you for telling.
threads-your-text = What you wrote, so that it is not lost:
threads-not-found = This thread is not there any more.
threads-not-yours = Only the asker and organisers can do this. You can reply in the thread instead.
threads-not-in-topic = This works in a thread of a topic. Topics are listed by /topic list.
threads-not-in-thread = This works inside a thread of a topic. Open the thread and use it there.
threads-no-text = This message has no text that could be kept as an answer. Choose another one, or press “Answered” on the card.
threads-answered-already = Somebody was quicker: this question is marked as answered already. The card shows the answer.
threads-open-already = This question is open already.
threads-moved-on = Somebody changed this thread at the same moment. Look at its card, and try again.

# Labels

label-clear = TLP:CLEAR – may be told to everybody
label-green = TLP:GREEN – may be told in the community, not in public
label-amber = TLP:AMBER – stays with the readers’ own organisations and their clients
label-amber-strict = TLP:AMBER+STRICT – stays with the readers’ own organisations
label-red = TLP:RED – stays with those who are in the thread
label-set-title = The label is set
label-set-leaves = Search and digests may show this thread to those who may read its channel.
label-set-stays = Nothing of this thread is shown in another channel: no search, no digest.

# Search

find-title = Solved before: { $term }
find-line = **[{ $title }]({ $url })**
find-small = -# { $kind } · { $about }
find-about = { $topic } · { $when }
find-text = { $text }
find-kind-thread = Question
find-nothing = Nothing that was solved holds all these words. Try fewer words or their beginnings, or ask.
find-nothing-narrowed = Nothing that was solved holds all these words there. Leave out the topic or the age, or try fewer words.
find-full = These are the best ones; there may be more. Add a word to narrow it down.
find-what = Only what you may read is shown. Labelled AMBER or RED stays in its thread.
find-ask = Ask a question
find-choice-any = However old
find-choice-week = The last 7 days
find-choice-month = The last 30 days
find-choice-year = The last year

# Commands

command-ask = Ask a question in a topic
command-ask-topic = The topic to ask in
command-search = Find what was solved before
command-search-text = Words of the question or the answer; their beginnings are enough
command-search-topic = Only in this topic
command-search-age = Not older than this
command-label = Say how far a thread may be carried
command-label-set = Set the TLP label of the thread you are in
command-label-set-label = From CLEAR, for everybody, to RED, for those in the thread

# The log

audit-thread-answer = { $at } { $who } marked “{ $subject }” as answered
audit-thread-edit-answer = { $at } { $who } changed the answer of “{ $subject }”
audit-thread-reopen = { $at } { $who } said that “{ $subject }” is still open
audit-thread-label = { $at } { $who } labelled “{ $subject }”: { $before } → { $after }

# What is stored

threads-data-asker = The questions you asked and the threads you opened in topics
threads-data-answerer = Which questions you marked as answered

permission-manage_threads = Manage Threads

privacy-column-answer = what the answer was
privacy-column-answered-at = when it was marked as answered
privacy-column-answered-by = the random key of who marked it as answered
privacy-column-asked = whether it was asked by /ask
privacy-column-asker-id = who asked it or opened it
privacy-column-gone-at = since when it is not on Discord any more
privacy-column-head-id = the message of its card
privacy-column-heads = how many cards were posted for it
privacy-column-in-forum = whether it is a post in a forum
privacy-column-label = how far it may be carried
privacy-column-meaning = what the tag means
privacy-column-nudged-at = when followers were asked to look at it
privacy-column-opened-at = when it was asked or opened
privacy-column-question = what was asked
privacy-column-tags = the forum’s tags on it
privacy-column-thread-id = the thread
privacy-column-urgency = how urgent it is
