// A shelf: things in the order of their ids, each id once, the newest so many. It never changes: `with` makes another.

export class Shelf {
  constructor(most, items = [], forgot = false) {
    this.most = most;
    this.items = items; // by id, the oldest first
    this.forgot = forgot; // whether older ones did not fit
  }

  get last() {
    return this.items.at(-1);
  }

  get(id) {
    const found = this.items[this.#place(id)];
    return found?.id === id ? found : undefined;
  }

  /** A shelf with these as well. join(old, new): what takes the place of an old one. */
  with(more, join = (_, added) => added) {
    if (more.length === 0) return this;
    const sorted = isAscending(more) ? more : ascending(more, join);
    const merged = this.#isAfterAll(sorted) ? this.items.concat(sorted) : this.#merged(sorted, join);
    const cut = merged.length > this.most;
    return new Shelf(this.most, cut ? merged.slice(-this.most) : merged, this.forgot || cut);
  }

  /** A shelf of those that pass the test. */
  only(test) {
    return new Shelf(this.most, this.items.filter(test), this.forgot);
  }

  #isAfterAll(sorted) {
    return this.items.length === 0 || sorted[0].id > this.last.id;
  }

  #merged(sorted, join) {
    const start = this.#place(sorted[0].id);
    return this.items.slice(0, start).concat(merge(this.items.slice(start), sorted, join));
  }

  /** Where an id stands, or would. */
  #place(id) {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle].id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isAscending = (items) => items.every((item, index) => index === 0 || items[index - 1].id < item.id);

function ascending(items, join) {
  const byId = new Map();
  for (const item of items) byId.set(item.id, byId.has(item.id) ? join(byId.get(item.id), item) : item);
  return [...byId.values()].sort((one, other) => one.id - other.id);
}

function merge(olds, news, join) {
  const merged = [];
  let place = 0;
  for (const old of olds) {
    while (place < news.length && news[place].id < old.id) merged.push(news[place++]);
    merged.push(news[place]?.id === old.id ? join(old, news[place++]) : old);
  }
  return merged.concat(news.slice(place));
}
