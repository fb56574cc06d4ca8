// The store: one state, changed by actions. What the server tells is told on once for each frame that the browser
// draws; what somebody in front of the page does, at once.

/** reduce(state, actions) makes the next state of all the actions that came since the last frame. */
export function createStore(reduce, first) {
  let state = first;
  let waiting = [];
  const watchers = new Set();

  function flush() {
    if (waiting.length === 0) return;
    const actions = waiting;
    waiting = [];
    state = reduce(state, actions);
    for (const watch of watchers) watch(state);
  }

  return {
    get state() {
      return state;
    },
    dispatch(action) {
      if (waiting.push(action) === 1) nextFrame(flush);
    },
    /** Together with what is waiting, so that everything stays in its order. */
    apply(action) {
      waiting.push(action);
      flush();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

/** A page that nobody sees draws no frames. */
function nextFrame(flush) {
  if (document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(flush);
}
