# Templates: a title and a text to begin with, with fields to fill in

command-announce-template = Texts to begin with, with fields to fill in
command-announce-template-save = Keep the text of an announcement to begin with another time
command-announce-template-save-announcement = Whose text is kept; your own drafts too
command-announce-template-save-name = What the template is called
command-announce-template-list = See the templates, use, change or delete one
command-announce-new-template = Begin with the text of a template

templates-title = Templates
templates-note = Begin with one here or with /announce new. In a text, {"{"}speaker{"}"} is a field that is asked for each time.
templates-empty = There is no template yet. Keep the text of an announcement with /announce template save.
templates-line =
    {"**"}{ $name }**
    { $title }
    Fields: { $fields }
templates-field = { $name }
templates-no-fields = none
templates-fields = Fields
templates-card = { $name }
templates-choice = { $name } · { $title }
templates-open = Show
templates-use = Use
templates-edit = Edit
templates-delete = Delete
templates-all = All templates
templates-fill = Fill in the fields
templates-saved = Kept as the template **{ $name }**.
templates-alike = ⚠️ **{ $name }** looks like **{ $other }**, another template here. Change the name if people could mix them up.
templates-delete-title = Delete this template?
templates-delete-what = **{ $name }** cannot be used any more. Announcements that began with it stay as they are.
templates-deleted = Deleted: { $name }
templates-returned = This is what you wrote, to copy:

templates-when-form = When is it sent?
templates-when-hint = For example: tomorrow 18:00 · every 2nd Tuesday 18:00 · in 2h
templates-form = Template
templates-form-name = Name
templates-form-hint = {"{"}speaker{"}"} is a field that is asked for each time; at most 5 of them.

templates-name-empty = The name has nothing that can be read. Write a few words.
templates-name-long = The name is longer than { $most } characters. Make it shorter.
templates-taken = There is already a template called **{ $name }**. Choose another name.
templates-full = There are { $most } templates, as many as a server can have. Delete one first.
templates-no-text = A template needs a title and a text. Write both first.
templates-many-fields = There are { $found } fields, and a form has room for { $most }. Take some out, or write one field for several things.
templates-gone = There is no such template in this server. See /announce template list.
templates-changed = This template changed meanwhile. Choose it again with /announce template list.

audit-template-save = { $at } { $who } made the template “{ $subject }”
audit-template-edit = { $at } { $who } changed the template “{ $subject }”
audit-template-delete = { $at } { $who } deleted the template “{ $subject }”
