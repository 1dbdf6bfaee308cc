//! Mounts the page in a window, or serves it in a worker.

fn main() {}
