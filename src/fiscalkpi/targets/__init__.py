"""The language of targets: model, lexer, parser, canonical text, actual values, evaluation."""
