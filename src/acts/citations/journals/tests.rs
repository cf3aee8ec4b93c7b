//! Tests of reading journals.
