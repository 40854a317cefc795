// Hooks of the showcase: what a page's own script does beside Live.
import { live } from '/_live/live.js';

// Keeps a list at its end, as long as its reader has not scrolled up.
live.hooks.tail = {
  mounted() {
    this.atEnd = true;
    this.element.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.element;
      this.atEnd = scrollHeight - scrollTop - clientHeight < 40;
    });
    this.updated();
  },
  updated() {
    if (this.atEnd) this.element.scrollTop = this.element.scrollHeight;
  },
};

// Draws the values that the server sends; a click tells the server which one was meant.
live.hooks.spark = {
  mounted() {
    this.values = [];
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.element);
    this.element.addEventListener('click', event => {
      const at = Math.floor(event.offsetX / this.element.clientWidth * this.values.length);
      if (at in this.values) this.send('picked', this.values[at]);
    });
    this.send('ready');
  },
  received(name, values) {
    if (name === 'values') this.values = values;
    this.draw();
  },
  draw() {
    const canvas = this.element, scale = devicePixelRatio, pen = canvas.getContext('2d');
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    const low = Math.min(...this.values), high = Math.max(...this.values), room = 8 * scale;
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 2 * scale;
    pen.lineJoin = 'round';
    pen.beginPath();
    this.values.forEach((value, index) => {
      const x = room + index / Math.max(1, this.values.length - 1) * (canvas.width - 2 * room);
      pen.lineTo(x, canvas.height - room - (value - low) / (high - low || 1) * (canvas.height - 2 * room));
    });
    pen.stroke();
  },
  destroyed() {
    this.resized.disconnect();
  },
};
