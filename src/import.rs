//! Bytes to table, streamed. Every row is used, or listed with its place and the reason.
