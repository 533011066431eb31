// Tables: rows are ticked and walked with the keyboard.
