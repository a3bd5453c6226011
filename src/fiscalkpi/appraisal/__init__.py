"""The appraisal of performance goals (审核): a person grades, the library adds up and says by which rule."""
