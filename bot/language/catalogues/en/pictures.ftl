# A picture that goes with an announcement

pictures-button = Picture
pictures-form = Picture
pictures-form-file = The picture
pictures-form-file-hint = PNG, JPEG, GIF or WebP, at most 8 MiB
pictures-form-alt = Description for those who cannot see it
pictures-form-alt-hint = Say what is to be seen, and write out any text in it.
pictures-title = The picture of this announcement
pictures-alt = Description
pictures-replace = Replace
pictures-edit = Edit description
pictures-remove = Remove
pictures-back = Back to the preview
pictures-removed = The picture is removed.

pictures-no-alt = The picture needs a description that can be read. Write in a few words what is to be seen.
pictures-alt-long = The description is longer than { $most } characters. Make it shorter.
pictures-none = No picture came with the form. Choose a file and send it again.
pictures-elsewhere = That picture is not a file of Discord. Attach it to the form itself.
pictures-not-fetched = The picture could not be fetched from Discord. Try again in a moment.
pictures-too-large = The picture is larger than { $most } MiB. Make it smaller and try again.
pictures-too-many-pixels = The picture is larger than { $most } million pixels. Make it smaller and try again.
pictures-no-picture = That file is not a picture in PNG, JPEG, GIF or WebP. Save it as one of these and try again.
pictures-gone = There is no picture any more. Press “Picture” in the preview.
pictures-alt-text = { $alt }
