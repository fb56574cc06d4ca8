// A view of items that stand in the order of their ids: the newest first, and without a copy of thousands.

export class Newest {
  constructor(items) {
    this.items = items;
  }

  get length() {
    return this.items.length;
  }

  at(index) {
    return this.items[this.items.length - 1 - index];
  }
}
