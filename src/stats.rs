//! Pure mathematics on numbers; one method a function, each with its paper. It knows no office, no date and no word.
