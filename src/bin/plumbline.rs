//! Mounts the page in a window; in a worker, the page's messages call `plumbline::worker::work` instead.

fn main() {
    #[cfg(target_arch = "wasm32")]
    plumbline::ui::mount();
}
