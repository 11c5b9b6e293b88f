// Shows the cases of a review one by one and takes a verdict on each. No dependencies.
//
// `start(element, review)` runs in a page, the default export in a notebook (anywidget). What
// `review` holds stands in `__init__.py` beside this file. Text from outside is only ever set as
// textContent. Points are px of the photo, quads TL, TR, BR, BL; the screen is CSS px.

const CORNERS = ["TL", "TR", "BR", "BL"];
const CORNER_COLORS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7"]; // Okabe and Ito
const LABEL = "#00E5FF", PREDICTION = "#FFD60A", CORRECTION = "#FFFFFF";
const OTHER_COLORS = ["#56B4E9", "#F5B7D3", "#8FE3C4", "#FFC27A"];
const VERDICTS = {label_wrong: "label wrong", model_wrong: "model wrong", ambiguous: "ambiguous", photo_bad: "photo bad"};
const VERDICT_KEYS = {l: "label_wrong", m: "model_wrong", a: "ambiguous", p: "photo_bad"};
const KINDS = {matched: "", missed: "missed", false_positive: "no label here", unlabelled: "without a label"};
const ORDERS = {
  as_listed: ["as listed", null],
  error: ["largest error first", c => c.error_px],
  relative: ["largest relative error first", c => c.relative_error],
  iou: ["lowest IoU first", c => c.iou === null ? null : -c.iou],
  coverage: ["lowest coverage first", c => c.coverage === null ? null : -c.coverage],
  disagreement: ["models disagree most", c => c.disagreement_px],
  suspicion: ["most suspected label first", c => c.suspicion],
};
const KEYS = [
  ["→ or J, ← or K", "next case, previous case"], ["L  M  A  P", "label wrong, model wrong, ambiguous, photo bad"],
  ["N", "write a note"], ["U", "undo"], ["C", "correct the corners, and end it"], ["1 2 3 4", "choose a corner: TL, TR, BR, BL"],
  ["arrow keys", "move the corner by 1 px, with Shift by 10 px"], ["+  −", "zoom; also wheel and two fingers"],
  ["0  9", "zoom to the object, to the whole photo"], ["O", "outlines of other models"], ["?", "these keys"],
];
const PHOTOS_KEPT = 3;

// ---------------------------------------------------------------------------- small helpers

/** A new element; `on…` are listeners, other entries attributes, and children nodes or text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(child => child !== null && child !== ""));
  return made;
}

function drawn(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

const isKnown = point => Boolean(point) && point[0] !== null && point[1] !== null;
const knownCorners = quad => (quad || []).filter(isKnown);
const isWhole = quad => knownCorners(quad).length === 4;
const copied = quad => quad && quad.map(point => [...point]);
const clamped = (value, low, high) => Math.min(Math.max(value, low), high);
const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const middleOf = points => [0, 1].map(k => points.reduce((sum, point) => sum + point[k], 0) / points.length);
const written = (value, digits, unit = "") => value === null || value === undefined ? "–" : value.toFixed(value < 100 ? digits : 0) + unit;

/** Left, top, right, bottom of points. */
function boundsOf(points) {
  const xs = points.map(point => point[0]), ys = points.map(point => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Width along the text and height across it: means of opposite sides. */
function textSize([tl, tr, br, bl]) {
  return [(distance(tl, tr) + distance(bl, br)) / 2, (distance(tl, bl) + distance(tr, br)) / 2];
}

/** Whether all turns go the same way, so that the quad can be rectified. */
function isConvex(quad) {
  const turns = quad.map((at, k) => {
    const before = quad[(k + 3) % 4], after = quad[(k + 1) % 4];
    return Math.sign((at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0]));
  });
  return turns.every(turn => turn === 1) || turns.every(turn => turn === -1);
}

/** The projective map, 3 x 3 row by row, that takes a quad to the rectangle [0, width] x [0, height]. */
function rectifyingMap([[x0, y0], [x1, y1], [x2, y2], [x3, y3]], width, height) {
  const [ax, ay, bx, by] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const [sx, sy] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3], area = ax * by - bx * ay;
  const g = (sx * by - bx * sy) / area, h = (ax * sy - sx * ay) / area;
  // From the unit square to the quad (Heckbert 1989), and back by the adjugate.
  const [a, b, c, d, e, f] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0];
  const back = [e - f * h, c * h - b, b * f - c * e, f * g - d, a - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d];
  const depth = back[6] * (x0 + x2) / 2 + back[7] * (y0 + y2) / 2 + back[8]; // in front, not behind
  return back.map((value, k) => value / depth * [width, width, width, height, height, height, 1, 1, 1][k]);
}

/** Draws the pictures of a photo, moved and enlarged, on a canvas; enlarged much, pixels stay squares. */
function paint(context, pictures, {scale, x, y}, {squares = true} = {}) {
  const ratio = context.canvas.ratio, {width, height} = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  for (const {image, box_px: [left, top, right, bottom]} of pictures) {
    const perX = (right - left) / image.naturalWidth, perY = (bottom - top) / image.naturalHeight;
    context.imageSmoothingEnabled = !squares || scale * ratio * perX < 4;
    const seen = [-x / scale, -y / scale, (width / ratio - x) / scale, (height / ratio - y) / scale];
    const from = [Math.max(left, seen[0]), Math.max(top, seen[1])];
    const size = [Math.min(right, seen[2]) - from[0], Math.min(bottom, seen[3]) - from[1]];
    if (size[0] <= 0 || size[1] <= 0) continue;
    context.drawImage(image, (from[0] - left) / perX, (from[1] - top) / perY, size[0] / perX, size[1] / perY,
      (from[0] * scale + x) * ratio, (from[1] * scale + y) * ratio, size[0] * scale * ratio, size[1] * scale * ratio);
  }
}

/** Gives a canvas this size on the screen, with as many pixels as the screen has there. */
function resize(canvas, width, height) {
  canvas.ratio = Math.min(window.devicePixelRatio || 1, 3);
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width * canvas.ratio)), Math.max(1, Math.round(height * canvas.ratio))];
}

// ---------------------------------------------------------------------------- verdicts

/** All verdicts of a review, oldest first; the latest of a case counts, an empty one withdraws. */
class Verdicts {
  constructor(home, who) {
    Object.assign(this, {home, who, all: [], latest: new Map(), undoable: [], unsaved: [], saved: Promise.resolve()});
  }

  take(verdicts) {
    const key = verdict => JSON.stringify([verdict.case, verdict.when, verdict.who]);
    const known = new Map([...this.all, ...verdicts].map(verdict => [key(verdict), verdict]));
    this.all = [...known.values()].sort((a, b) => a.when < b.when ? -1 : a.when > b.when ? 1 : 0);
    this.latest = new Map(this.all.map(verdict => [verdict.case, verdict]));
  }

  /** The verdict on a case, or null. */
  of(id) {
    const verdict = this.latest.get(id);
    return verdict && (verdict.verdict || verdict.corrected || verdict.note) ? verdict : null;
  }

  /** Adds a verdict on a case: what was said of it before, with `changes`. Rejects if unsaved. */
  add(subject, changes, {canUndo = true} = {}) {
    const {verdict, corrected, note} = this.of(subject.id) || {verdict: "", corrected: null, note: ""};
    if (canUndo) this.undoable.push({subject, before: {verdict, corrected, note}});
    const judged = ["split", "image", "object", "class_name", "photo_sha256", "label_sha256", "prediction_sha256"];
    const after = Date.parse(this.latest.get(subject.id)?.when) + 1 || 0; // though clocks differ
    const added = {
      case: subject.id, ...Object.fromEntries(judged.map(name => [name, subject[name]])),
      verdict, corrected, note, who: this.who, ...changes, when: new Date(Math.max(Date.now(), after)).toISOString(),
    };
    this.take([added]);
    this.unsaved.push(added);
    this.saved = this.saved.catch(() => {}).then(() => this.save());
    return this.saved;
  }

  /** Saves what is not saved yet; what fails is tried again with the next verdict. */
  async save() {
    const due = this.unsaved;
    let failed = null;
    this.unsaved = [];
    for (const each of due) {
      try {
        await this.home.save(each);
      } catch (error) {
        this.unsaved.push(each);
        failed = error;
      }
    }
    if (failed) throw failed;
  }

  /** Takes the last step back; returns what it was on, or null. */
  undo() {
    const step = this.undoable.pop();
    return step ? {...step, saved: this.add(step.subject, step.before, {canUndo: false})} : null;
  }
}

/** What has changed since a verdict that it depends on, in words; empty when nothing has. */
function changedSince(verdict, subject) {
  const depends = {model_wrong: ["photo", "label", "prediction"], photo_bad: ["photo"]};
  const parts = (depends[verdict.verdict] || ["photo", "label"]).filter(part => {
    const [then, now] = [verdict[`${part}_sha256`], subject[`${part}_sha256`]];
    return then && now && then !== now;
  });
  return parts.length ? `The ${parts.join(" and the ")} ${parts.length === 1 ? "has" : "have"} changed since.` : "";
}

// ---------------------------------------------------------------------------- the photo

/** The photos that were looked at last; older ones are let go. */
class Photos {
  constructor(home, photos) {
    Object.assign(this, {home, photos, kept: new Map()});
  }

  /** The pictures of a photo, loaded; rejects with the reason where there is none. */
  get(key) {
    const loading = this.kept.get(key) || this.load(key);
    this.kept.delete(key);
    this.kept.set(key, loading);
    for (const old of [...this.kept.keys()].slice(0, -PHOTOS_KEPT)) this.release(old);
    return loading;
  }

  async load(key) {
    const photo = this.photos[key];
    if (!photo || photo.reason) throw new Error(photo?.reason || "The photo is not part of this review.");
    const pictures = photo.pictures.length ? photo.pictures : await this.home.pictures(key);
    return Promise.all(pictures.map(async ({url, box_px}) => {
      const image = new Image();
      image.src = url;
      await image.decode().catch(() => { throw new Error("The photo cannot be opened."); });
      return {image, box_px};
    }));
  }

  release(key) {
    const loading = this.kept.get(key);
    this.kept.delete(key);
    loading?.then(pictures => pictures.forEach(({image}) => {
      if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
      image.removeAttribute("src");
    }), () => {});
  }
}

/** The photo with outlines over it, that can be zoomed and moved, and its corners corrected. */
class Stage {
  constructor({onCorrect, onChange}) {
    this.canvas = element("canvas", {"aria-hidden": "true"});
    this.overlay = drawn("svg", {"aria-hidden": "true"});
    this.lens = element("canvas", {class: "lens", "aria-hidden": "true", hidden: true});
    this.overview = element("canvas", {class: "overview", "aria-hidden": "true", hidden: true, onclick: () => this.fit({whole: true})});
    this.message = element("p", {class: "message", hidden: true});
    this.node = element("div", {class: "stage", tabindex: "0", role: "group"}, this.canvas, this.overlay, this.overview, this.lens, this.message);
    Object.assign(this, {onCorrect, onChange, view: {scale: 1, x: 0, y: 0}, pictures: [], shown: null, corner: 0, isCorrecting: false});
    this.pointers = new Map();
    for (const [name, act] of [["down", this.press], ["move", this.move], ["up", this.lift], ["cancel", this.lift]]) {
      this.node.addEventListener(`pointer${name}`, event => act.call(this, event));
    }
    this.node.addEventListener("wheel", event => this.wheel(event), {passive: false});
    this.node.addEventListener("dblclick", () => this.fit());
    this.observer = new ResizeObserver(() => this.fill());
    this.observer.observe(this.node);
  }

  /** Shows a case: `shown` has the subject, its photo's size, quads, neighbours, and a draft. */
  show(shown, pictures, reason) {
    const isSame = this.shown?.subject === shown.subject;
    Object.assign(this, {shown, pictures});
    this.message.textContent = reason;
    this.message.hidden = !reason;
    if (isSame) this.draw(); else this.fit();
  }

  fill() {
    const {width, height} = this.node.getBoundingClientRect();
    if (!width || (width === this.width && height === this.height)) return;
    Object.assign(this, {width, height});
    resize(this.canvas, width, height);
    if (this.shown) this.fit();
  }

  /** Zooms to the object, or to the whole photo. */
  fit({whole = false} = {}) {
    if (!this.width || !this.shown) return;
    const {width_px, height_px, subject, draft} = this.shown, reach = 0.15 * Math.max(width_px, height_px);
    const near = ([x, y]) => [clamped(x, -reach, width_px + reach), clamped(y, -reach, height_px + reach)];
    let points = [subject.label, subject.predicted, draft].flatMap(knownCorners).map(near);
    if (whole || !points.length) points = [[0, 0], [width_px, height_px]];
    const [left, top, right, bottom] = boundsOf(points);
    const room = whole ? 0 : Math.max(0.2 * Math.max(right - left, bottom - top), 6);
    const above = this.width < 500 ? 32 : 0, high = this.height - 44 - above; // buttons below, what lines mean above
    const scale = Math.min(this.width / (right - left + 2 * room), high / (bottom - top + 2 * room), 40);
    this.view = {scale, x: this.width / 2 - scale * (left + right) / 2, y: above + high / 2 - scale * (top + bottom) / 2};
    this.draw();
  }

  /** Zooms by a factor; the photo stays where it is at a point of the screen. */
  zoom(factor, [x, y] = [this.width / 2, this.height / 2]) {
    if (!this.shown) return;
    const whole = Math.min(this.width / this.shown.width_px, this.height / this.shown.height_px);
    const scale = clamped(this.view.scale * factor, whole / 4, 64), by = scale / this.view.scale;
    this.view = {scale, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by};
    this.draw();
  }

  toScreen([x, y]) {
    return [x * this.view.scale + this.view.x, y * this.view.scale + this.view.y];
  }

  pointOf(event) {
    const {left, top} = this.node.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  press(event) {
    if (event.button || event.target.closest("button, .overview") || !this.shown) return;
    this.node.setPointerCapture(event.pointerId);
    const at = this.pointOf(event);
    this.pointers.set(event.pointerId, at);
    this.dragged = null;
    if (!this.isCorrecting || this.pointers.size > 1) return;
    const reach = event.pointerType === "mouse" ? 14 : 30;
    const away = this.shown.draft.map(corner => distance(this.toScreen(corner), at));
    const nearest = away.indexOf(Math.min(...away));
    if (away[nearest] > reach) return;
    const corner = this.toScreen(this.shown.draft[nearest]);
    this.dragged = [corner[0] - at[0], corner[1] - at[1]]; // the finger does not cover the corner
    this.choose(nearest);
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const at = this.pointOf(event), [other] = [...this.pointers].filter(([id]) => id !== event.pointerId);
    this.pointers.set(event.pointerId, at);
    if (this.dragged) {
      const {scale, x, y} = this.view;
      this.place([(at[0] + this.dragged[0] - x) / scale, (at[1] + this.dragged[1] - y) / scale]);
      return;
    }
    const [from, to] = other ? [middleOf([before, other[1]]), middleOf([at, other[1]])] : [before, at];
    this.view.x += to[0] - from[0];
    this.view.y += to[1] - from[1];
    if (other) this.zoom(distance(at, other[1]) / Math.max(distance(before, other[1]), 1), to); else this.draw();
  }

  lift(event) {
    this.pointers.delete(event.pointerId);
    if (!this.dragged) return;
    this.dragged = null;
    this.onCorrect();
  }

  wheel(event) {
    if (!this.shown || !(event.ctrlKey || this.node.contains(document.activeElement))) return;
    event.preventDefault();
    const perNotch = event.deltaMode ? 0.05 : 0.0018;
    this.zoom(Math.exp(-clamped(event.deltaY * perNotch * (event.ctrlKey ? 4 : 1), -0.7, 0.7)), this.pointOf(event));
  }

  choose(corner) {
    this.corner = corner;
    this.draw();
    this.onChange();
  }

  /** Puts the chosen corner of the draft at a point, to a tenth of a pixel. */
  place([x, y]) {
    this.shown.draft[this.corner] = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
    this.draw();
    this.onChange();
  }

  nudge(right, down) {
    const [x, y] = this.shown.draft[this.corner];
    this.place([x + right, y + down]);
    clearTimeout(this.nudged);
    this.nudged = setTimeout(() => this.onCorrect(), 400);
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (!this.shown || !this.width) return;
      paint(this.canvas.getContext("2d"), this.pictures, this.view);
      this.overlay.replaceChildren(...this.outlines());
      this.drawLens();
      this.drawOverview();
    });
  }

  /** What is drawn over the photo, the most important last. */
  outlines() {
    const {subject, neighbours, others, draft, corrected, width_px, height_px} = this.shown;
    const frame = [[0, 0], [width_px, 0], [width_px, height_px], [0, height_px]];
    const made = [this.outline(frame, "frame")];
    for (const quad of neighbours) made.push(this.outline(quad, "neighbour"));
    others.forEach(({model, quad}, k) => {
      made.push(...this.withHalo(quad, OTHER_COLORS[k % 4], "2 3"), this.nameOf(model, quad, OTHER_COLORS[k % 4]));
    });
    made.push(...this.withHalo(subject.label, LABEL, ""), ...this.withHalo(subject.predicted, PREDICTION, "7 4"));
    const named = this.isCorrecting ? draft : knownCorners(subject.label).length ? subject.label : subject.predicted;
    if (draft || corrected) made.push(...this.withHalo(draft || corrected, CORRECTION, ""));
    for (const k of CORNERS.keys()) {
      if (!this.isCorrecting) made.push(...this.arrow(subject, k));
      made.push(...this.corners(named, k));
    }
    return made;
  }

  outline(quad, kind, attributes = {}) {
    const points = (quad || []).map(point => isKnown(point) ? this.toScreen(point) : null);
    // A missing corner leaves its two sides out.
    const sides = points.map((point, k) => [point, points[(k + 1) % 4]]).filter(([a, b]) => a && b);
    const path = sides.length === 4
      ? `M${points.map(point => point.join(" ")).join("L")}Z` : sides.map(([a, b]) => `M${a.join(" ")}L${b.join(" ")}`).join("");
    return drawn("path", {class: kind, d: path, ...attributes});
  }

  withHalo(quad, color, dashes) {
    return [this.outline(quad, "halo"), this.outline(quad, "line", {stroke: color, "stroke-dasharray": dashes})];
  }

  nameOf(model, quad, color) {
    const [left, , , bottom] = boundsOf(knownCorners(quad)), at = this.toScreen([left, bottom]);
    return drawn("text", {class: "name", x: at[0], y: at[1] + 16, fill: color}, model);
  }

  /** From the labelled corner to the predicted one. */
  arrow({label, predicted}, k) {
    if (!isKnown(label?.[k]) || !isKnown(predicted?.[k])) return [];
    const [from, to] = [this.toScreen(label[k]), this.toScreen(predicted[k])], long = distance(from, to);
    if (long < 3) return [];
    const [ux, uy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long], head = Math.min(9, long * 0.6);
    const wing = side => [to[0] - head * ux - side * head * 0.45 * uy, to[1] - head * uy + side * head * 0.45 * ux];
    const d = `M${from.join(" ")}L${to.join(" ")}M${wing(1).join(" ")}L${to.join(" ")}L${wing(-1).join(" ")}`;
    return [drawn("path", {class: "halo", d}), drawn("path", {class: "arrow", d, stroke: CORNER_COLORS[k]})];
  }

  /** The dot of a corner, and its name and error just outside. */
  corners(quad, k) {
    if (!isKnown(quad?.[k])) return [];
    const all = knownCorners(quad).map(point => this.toScreen(point)), at = this.toScreen(quad[k]);
    const [left, top, right, bottom] = boundsOf(all), middle = middleOf(all);
    const half = [Math.max((right - left) / 2, 1), Math.max((bottom - top) / 2, 1)];
    const away = [(at[0] - middle[0]) / half[0], (at[1] - middle[1]) / half[1]], long = Math.hypot(...away) || 1;
    const isChosen = this.isCorrecting && k === this.corner;
    const [r, fill] = this.isCorrecting ? [7, "none"] : [4, CORNER_COLORS[k]];
    const dot = drawn("circle", {class: isChosen ? "dot chosen" : "dot", cx: at[0], cy: at[1], r, fill});
    const isAway = at[0] < -40 || at[1] < -40 || at[0] > this.width + 40 || at[1] > this.height + 40;
    if (isAway || Math.max(right - left, bottom - top) < 40) return [dot]; // names would hide the object
    const error = this.isCorrecting ? null : this.shown.subject.corner_errors_px[k];
    const text = error === null || error === undefined ? CORNERS[k] : `${CORNERS[k]} ${written(error, 1)}`;
    const wide = 7 * text.length + 8, place = [at[0] + away[0] / long * (10 + wide / 2), at[1] + away[1] / long * 22];
    place[0] = clamped(place[0], wide / 2 + 2, Math.max(this.width - wide / 2 - 2, wide / 2 + 2));
    place[1] = clamped(place[1], 11, this.height - 11);
    return [
      dot,
      drawn("rect", {
        class: "badge", x: place[0] - wide / 2, y: place[1] - 9, width: wide, height: 18, rx: 4, fill: CORNER_COLORS[k],
      }),
      drawn("text", {class: "badge-text", x: place[0], y: place[1] + 4, fill: k ? "#101010" : "#FFFFFF"}, text),
    ];
  }

  /** The surroundings of the chosen corner, enlarged. */
  drawLens() {
    this.lens.hidden = !this.isCorrecting || !this.shown.draft;
    if (this.lens.hidden) return;
    const size = this.width < 500 ? 100 : 128, [x, y] = this.shown.draft[this.corner], scale = clamped(this.view.scale * 3, 4, 40);
    const view = {scale, x: size / 2 - scale * x, y: size / 2 - scale * y};
    if (this.lens.ratio !== this.canvas.ratio || this.lens.size !== size) resize(this.lens, this.lens.size = size, size);
    Object.assign(this.lens.style, {width: `${size}px`, height: `${size}px`});
    const context = this.lens.getContext("2d");
    paint(context, this.pictures, view);
    context.setTransform(this.lens.ratio, 0, 0, this.lens.ratio, 0, 0);
    for (const [color, width] of [["rgba(0,0,0,.7)", 3.5], [CORRECTION, 1.5]]) {
      Object.assign(context, {strokeStyle: color, lineWidth: width});
      context.beginPath();
      this.shown.draft.forEach((point, k) => context[k ? "lineTo" : "moveTo"](point[0] * scale + view.x, point[1] * scale + view.y));
      context.closePath();
      context.stroke();
    }
    const screen = this.toScreen([x, y]), isUnder = screen[0] < size + 40 && screen[1] < size + 40;
    this.lens.classList.toggle("right", isUnder);
  }

  /** The whole photo, small, with a frame round what the stage shows of it; while that is little. */
  drawOverview() {
    const {width_px, height_px} = this.shown, {scale, x, y} = this.view, [width, height] = [this.width / scale, this.height / scale];
    this.overview.hidden = this.isCorrecting || !this.pictures.length || (width > 0.6 * width_px && height > 0.6 * height_px);
    if (this.overview.hidden) return;
    const widest = Math.min(130, this.width / 6), small = Math.min(widest / width_px, widest / height_px);
    resize(this.overview, width_px * small, height_px * small);
    Object.assign(this.overview.style, {width: `${width_px * small}px`, height: `${height_px * small}px`});
    const context = this.overview.getContext("2d");
    paint(context, this.pictures.slice(0, 1), {scale: small, x: 0, y: 0});
    context.setTransform(this.overview.ratio * small, 0, 0, this.overview.ratio * small, 0, 0);
    for (const [color, thick] of [["rgba(0,0,0,.7)", 4], ["#fff", 1.5]]) {
      Object.assign(context, {strokeStyle: color, lineWidth: thick / small});
      context.strokeRect(-x / scale, -y / scale, width, height);
    }
  }
}

/** The inside of a quad, upright, as wide as there is room: what a reader of the text is given. */
function drawCrop(box, quad, pictures) {
  const available = box.parentElement.parentElement.clientWidth || 300;
  if (!isWhole(quad) || !isConvex(quad) || !pictures.length) {
    const without = !quad ? "there is none" : isWhole(quad) ? "crossed or dented: cannot be rectified" : "a corner is missing";
    const reason = pictures.length ? without : "no photo";
    box.replaceChildren(element("span", {class: "soft"}, reason));
    return;
  }
  const bounds = boundsOf(quad), seen = boundsOf(pictures.flatMap(({box_px: [l, t, r, b]}) => [[l, t], [r, b]]));
  if (bounds[0] >= seen[2] || bounds[1] >= seen[3] || bounds[2] <= seen[0] || bounds[3] <= seen[1]) {
    box.replaceChildren(element("span", {class: "soft"}, "outside the photo"));
    return;
  }
  const [wide, high] = textSize(quad), zoom = Math.min(available / wide, (high > wide ? 220 : 110) / high);
  const [width, height] = [wide * zoom, high * zoom], [left, top, right, bottom] = bounds;
  // Painted first at about the size that it is shown in, so that large photos are averaged well.
  const scale = Math.min(zoom * 2, 2000 / Math.max(right - left, bottom - top));
  const canvas = element("canvas");
  canvas.ratio = 1;
  [canvas.width, canvas.height] = [Math.ceil((right - left) * scale), Math.ceil((bottom - top) * scale)].map(n => Math.max(n, 1));
  paint(canvas.getContext("2d"), pictures, {scale, x: -left * scale, y: -top * scale}, {squares: false});
  const [a, b, c, d, e, f, g, h, i] = rectifyingMap(quad.map(([x, y]) => [(x - left) * scale, (y - top) * scale]), width, height);
  canvas.style.transform = `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].join(",")})`;
  const frame = element("div", {class: "rectified"}, canvas);
  Object.assign(frame.style, {width: `${width}px`, height: `${height}px`});
  box.replaceChildren(frame);
}

// ---------------------------------------------------------------------------- the reviewer

/** The whole of it: which cases are shown, what is said of one, and what a person says. */
class Reviewer {
  constructor(root, review, home) {
    const who = review.who || home.recalled("who") || "";
    Object.assign(this, {root, review, home, verdicts: new Verdicts(home, who), photos: new Photos(home, review.photos)});
    this.subjects = new Map(review.cases.map(each => [each.id, each]));
    this.shown = review.cases.map(each => each.id);
    this.filters = {verdict: "", cause: "", finding: "", class_name: "", split: "", order: "as_listed"};
    Object.assign(this, {at: 0, hasOthers: false, goesOn: true, draft: null});
    this.stage = new Stage({onCorrect: () => this.saveDraft(), onChange: () => this.drawCorrection()});
    this.build();
    root.addEventListener("keydown", event => this.press(event));
  }

  get subject() {
    return this.subjects.get(this.shown[this.at]);
  }

  // -- what it is made of

  build() {
    const button = (text, act, more = {}) => element("button", {type: "button", onclick: act, ...more}, text);
    const part = this.part = {};
    part.progress = element("progress", {"aria-label": "looked at"});
    part.counted = element("span", {class: "counted"});
    part.state = element("span", {class: "state", role: "status", "aria-live": "polite"});
    part.who = element("input", {
      class: "who", placeholder: "your name", "aria-label": "Your name", maxlength: 80, value: this.verdicts.who,
      onchange: event => this.rename(event.target.value.trim()),
    });
    part.selects = element("div", {class: "selects"});
    part.title = element("h2");
    part.place = element("span", {class: "place"});
    part.errors = element("div", {class: "errors"});
    part.crops = element("div", {class: "crops"});
    part.facts = element("dl");
    part.findings = element("ul", {class: "findings"});
    part.correction = element("div", {class: "correction", hidden: true});
    part.verdicts = Object.entries(VERDICTS).map(([key, words], k) => button("", () => this.judge(key), {
      class: `verdict ${key}`, "aria-pressed": "false", "aria-keyshortcuts": Object.keys(VERDICT_KEYS)[k], title: words}));
    part.note = element("input", {
      class: "note", placeholder: "note", "aria-label": "Note", maxlength: 2000, onchange: () => this.saveNote(),
    });
    const switches = {c: ["Correct corners", () => this.toggleCorrection()], o: ["Other models", () => this.toggleOthers()]};
    [part.correct, part.others] = Object.entries(switches).map(([key, [words, act]]) =>
      button(words, act, {"aria-pressed": "false", "aria-keyshortcuts": key}));
    part.help = this.helpDialog();
    part.said = element("p", {class: "said"});
    part.legend = element("p", {class: "legend"});
    const zooms = element("div", {class: "zooms"},
      button("+", () => this.stage.zoom(1.5), {"aria-label": "Zoom in"}),
      button("−", () => this.stage.zoom(1 / 1.5), {"aria-label": "Zoom out"}),
      button("object", () => this.stage.fit(), {"aria-label": "Zoom to the object"}),
      button("photo", () => this.stage.fit({whole: true}), {"aria-label": "Show the whole photo"}));
    this.stage.node.append(part.legend, zooms);
    const save = this.home.download ? button("Save to a file", () => this.saveFile(), {class: "save"}) : "";
    this.root.replaceChildren(
      element("header", {}, element("h1", {}, this.review.title), part.counted, part.progress, part.state, part.who, save,
        button("?", () => part.help.showModal(), {"aria-label": "Keys"})),
      element("details", {class: "filters", open: this.root.clientWidth > 760}, element("summary", {}, "Filter and order"), part.selects),
      element("main", {}, this.stage.node,
        element("section", {class: "panel", "aria-label": "The case"},
          element("div", {class: "heading"}, part.title, part.place), part.said, part.errors,
          element("div", {class: "tools"}, part.correct, part.others), part.correction, part.crops, part.facts, part.findings)),
      element("footer", {},
        button("‹", () => this.step(-1), {class: "step", "aria-label": "Previous case", "aria-keyshortcuts": "k"}), ...part.verdicts,
        button("›", () => this.step(1), {class: "step", "aria-label": "Next case", "aria-keyshortcuts": "j"}),
        part.note, button("Undo", () => this.undo(), {class: "undo", "aria-keyshortcuts": "u"})),
      part.help);
    this.observer = new ResizeObserver(() => this.drawCrops());
    this.observer.observe(part.crops);
  }

  helpDialog() {
    const rows = KEYS.map(([keys, words]) => element("tr", {}, element("th", {scope: "row"}, keys), element("td", {}, words)));
    const dialog = element("dialog", {"aria-label": "Keys"}, element("table", {}, ...rows));
    dialog.append(element("button", {type: "button", onclick: () => dialog.close()}, "Close"));
    return dialog;
  }

  rename(who) {
    this.verdicts.who = who;
    this.home.recall("who", who);
  }

  saveFile() {
    this.saveNote();
    const text = this.home.download(this.verdicts.all);
    if (!text) return;
    const area = element("textarea", {"aria-label": "The file", readonly: true, rows: 8}, text);
    const dialog = element("dialog", {onclose: () => dialog.remove()}, element("p", {}, "If no file was saved, copy this into one:"), area);
    dialog.append(element("button", {type: "button", onclick: () => dialog.close()}, "Close"));
    this.root.append(dialog);
    dialog.showModal();
    area.select();
  }

  // -- which cases are shown

  drawSelects() {
    const {cases, findings} = this.review, named = new Map(findings.map(each => [each.code, each.sentence]));
    const choice = (name, words, options) => {
      const select = element("select", {"aria-label": words, onchange: event => this.filter({[name]: event.target.value})},
        ...options.map(([value, text]) => element("option", {value, selected: this.filters[name] === value}, text)));
      return element("label", {}, element("span", {}, words), select);
    };
    const among = (words, name, valuesOf, textOf = value => value) => {
      const counts = new Map();
      for (const each of cases) for (const value of valuesOf(each)) counts.set(value, (counts.get(value) || 0) + 1);
      if (counts.size < 2 && !(name === "finding" && counts.size)) return "";
      const values = name === "finding" ? findings.map(each => each.code).filter(code => counts.has(code)) : [...counts.keys()].sort();
      return choice(name, words, [["", "all"], ...values.map(value => [value, `${textOf(value)} (${counts.get(value)})`])]);
    };
    const judged = [
      ["", "all"], ["none", "not looked at"], ["any", "looked at"], ...Object.entries(VERDICTS),
      ["corrected", "corners corrected"], ["noted", "with a note"], ["changed", "changed since"],
    ];
    const goesOn = element("input", {
      type: "checkbox", checked: this.goesOn, onchange: event => { this.goesOn = event.target.checked; },
    });
    const orders = Object.entries(ORDERS).filter(([, [, of]]) => !of || cases.some(each => of(each) !== null));
    this.part.selects.replaceChildren(
      choice("verdict", "verdict", judged), among("cause", "cause", each => each.cause ? [each.cause] : []),
      among("finding", "finding", each => each.findings, code => named.has(code) ? code : `${code}, not in this run`),
      among("class", "class_name", each => [each.class_name]), among("split", "split", each => [each.split]),
      choice("order", "order", orders.map(([key, [words]]) => [key, words])),
      element("label", {class: "check"}, goesOn, "go on after a verdict"));
  }

  accepts(each) {
    const {verdict: wanted, finding, ...plain} = this.filters, verdict = this.verdicts.of(each.id);
    if (finding && !each.findings.includes(finding)) return false;
    if (["cause", "class_name", "split"].some(name => plain[name] && each[name] !== plain[name])) return false;
    const changed = verdict && changedSince(verdict, each);
    const special = {none: !verdict, any: verdict, corrected: verdict?.corrected, noted: verdict?.note, changed};
    return !wanted || Boolean(wanted in special ? special[wanted] : verdict?.verdict === wanted);
  }

  /** Shows the cases that these filters leave, in their order; stays at the case if it is left. */
  filter(changes) {
    this.endCorrection();
    const before = this.subject?.id;
    Object.assign(this.filters, changes);
    const by = ORDERS[this.filters.order][1], kept = this.review.cases.filter(each => this.accepts(each));
    const key = each => by(each) ?? -Infinity; // what is not known comes last
    if (by) kept.sort((a, b) => key(a) === key(b) ? 0 : key(a) < key(b) ? 1 : -1);
    this.shown = kept.map(each => each.id);
    this.at = changes.order ? 0 : Math.max(this.shown.indexOf(before), 0);
    this.drawSelects();
    this.draw();
  }

  step(by) {
    this.endCorrection();
    const to = this.at + by;
    if (to < 0 || to >= this.shown.length) {
      this.tell(by > 0 ? "This is the last case." : "This is the first case.");
      return;
    }
    this.at = to;
    this.draw();
  }

  /** Goes to a case, past the filters if they hide it; whether there is such a case. */
  goTo(id) {
    if (!this.subjects.has(id)) return false;
    if (!this.shown.includes(id)) this.filter({verdict: "", cause: "", finding: "", class_name: "", split: ""});
    this.endCorrection();
    this.at = this.shown.indexOf(id);
    this.draw();
    return true;
  }

  // -- what a person says

  async judge(key) {
    const {subject} = this;
    if (!subject) return;
    this.endCorrection();
    this.saveNote();
    const verdict = this.verdicts.of(subject.id)?.verdict === key ? "" : key;
    this.say(subject, {verdict}, verdict ? `${this.wordsOf(key, subject)}: ${subject.image}` : "verdict taken back");
    if (verdict && this.goesOn && this.at + 1 < this.shown.length) this.step(1);
  }

  saveNote() {
    const {subject} = this, note = this.part.note.value.trim();
    if (subject && note !== (this.verdicts.of(subject.id)?.note || "")) this.say(subject, {note}, "note saved");
  }

  /** Adds a verdict, shows it, and tells whether it is kept. */
  async say(subject, changes, words, saved = this.verdicts.add(subject, changes)) {
    this.drawVerdict();
    this.tell(words);
    try {
      await saved;
    } catch (error) {
      this.tell(`Not saved: ${error.message}`, true);
    }
  }

  undo() {
    clearTimeout(this.stage.nudged);
    if (this.draft) this.saveDraft();
    const step = this.verdicts.undo();
    if (!step) {
      this.tell("There is nothing to undo.");
      return;
    }
    if (this.draft) this.draft = this.startOfDraft(); // as it is now, so that leaving it adds nothing
    if (step.subject !== this.subject) this.goTo(step.subject.id);
    this.draw();
    this.say(step.subject, null, `undone: ${step.subject.image}`, step.saved);
  }

  tell(words, isError = false) {
    this.part.state.textContent = words;
    this.part.state.classList.toggle("error", isError);
  }

  /** A verdict in words; where there is no label, none can be wrong. */
  wordsOf(key, subject) {
    const hasLabel = subject.kind === "matched" || subject.kind === "missed";
    return key === "label_wrong" && !hasLabel ? "label missing" : VERDICTS[key];
  }

  // -- corners

  startOfDraft() {
    const {subject} = this, {width_px = 100, height_px = 100} = this.review.photos[subject.photo] || {};
    const chosen = this.verdicts.of(subject.id)?.corrected || subject.label || subject.predicted;
    const [w, h] = [width_px / 4, height_px / 4], inside = [[w, h], [3 * w, h], [3 * w, 3 * h], [w, 3 * h]];
    // A corner that is not known starts where the prediction has it, or opposite the others.
    const start = CORNERS.map((_, k) => [chosen?.[k], subject.predicted?.[k]].find(isKnown) || null);
    return start.map((point, k) => {
      const [before, across, after] = [3, 2, 1].map(by => start[(k + by) % 4]);
      const isOpposite = before && across && after;
      return [...(point || (isOpposite ? [0, 1].map(axis => before[axis] + after[axis] - across[axis]) : inside[k]))];
    });
  }

  toggleCorrection() {
    if (this.stage.isCorrecting) this.endCorrection();
    else if (this.subject) {
      this.stage.isCorrecting = true;
      this.draft = this.startOfDraft();
      this.tell("Drag a corner, or choose it with 1 to 4 and move it with the arrow keys.");
    }
    this.draw();
  }

  endCorrection() {
    if (!this.stage.isCorrecting) return;
    clearTimeout(this.stage.nudged);
    this.saveDraft();
    this.stage.isCorrecting = false;
    this.draft = null;
  }

  /** Keeps the draft as proposed corners; where no verdict was passed, the label is wrong. */
  saveDraft() {
    const {subject, draft} = this, before = this.verdicts.of(subject.id);
    const then = before?.corrected || subject.label || subject.predicted;
    if (!draft?.some((point, k) => !isKnown(then?.[k]) || distance(point, then[k]) > 0.049)) return;
    const isFirst = !before?.corrected;
    const changes = {corrected: copied(draft), verdict: before?.verdict || "label_wrong"};
    this.say(subject, changes, isFirst ? "proposed corners saved; the label stays as it is" : "proposed corners saved");
  }

  dropCorrection() {
    clearTimeout(this.stage.nudged);
    this.say(this.subject, {corrected: null}, "proposed corners taken back");
    this.draft = this.startOfDraft();
    this.draw();
  }

  toggleOthers() {
    this.hasOthers = !this.hasOthers;
    this.draw();
  }

  // -- keys

  press(event) {
    if (event.target.closest("dialog") || event.altKey || event.metaKey) return;
    const isField = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (isField) {
      if (event.key === "Enter" || event.key === "Escape") this.stage.node.focus();
      event.stopPropagation();
      return;
    }
    if (event.ctrlKey && event.key !== "z") return;
    if (this.act(event.ctrlKey ? "u" : event.key, event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Does what a key means; whether it means anything. */
  act(key, {shiftKey, target}) {
    const lower = key.length === 1 ? key.toLowerCase() : key, {stage} = this;
    const arrow = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[key];
    if (stage.isCorrecting) {
      if (arrow) return stage.nudge(...arrow.map(step => step * (shiftKey ? 10 : 1))), true;
      if (key === "Escape" || (key === "Enter" && target === stage.node)) return this.toggleCorrection(), true;
    }
    if ("1234".includes(lower) && this.subject) {
      if (!stage.isCorrecting) this.toggleCorrection();
      return stage.choose(Number(key) - 1), true;
    }
    if (lower in VERDICT_KEYS) return this.judge(VERDICT_KEYS[lower]), true;
    const acts = {
      ArrowRight: () => this.step(1), j: () => this.step(1), ArrowLeft: () => this.step(-1), k: () => this.step(-1),
      n: () => this.part.note.focus(), u: () => this.undo(), c: () => this.toggleCorrection(), o: () => this.toggleOthers(),
      "+": () => stage.zoom(1.5), "=": () => stage.zoom(1.5), "-": () => stage.zoom(1 / 1.5),
      0: () => stage.fit(), 9: () => stage.fit({whole: true}), "?": () => this.part.help.showModal(),
    };
    if (!(lower in acts)) return false;
    acts[lower]();
    return true;
  }

  // -- what is seen

  /** Shows the case, and its photo as soon as it is there. */
  async draw() {
    const {subject, part} = this;
    this.drawVerdict();
    part.title.textContent = subject ? subject.image : "No case is left by these filters.";
    part.title.title = subject?.image || "";
    part.place.textContent = subject ? `${this.at + 1} of ${this.shown.length}` : "";
    this.root.classList.toggle("empty", !subject);
    if (!subject) return;
    this.drawFacts();
    this.drawCorrection();
    this.home.opened?.(subject.id);
    const key = subject.photo, {width_px, height_px} = this.review.photos[key] || {width_px: 1, height_px: 1};
    const sameImage = this.review.cases.filter(each => each.photo === key && each !== subject);
    const shown = {
      subject, width_px, height_px, draft: this.draft, corrected: this.verdicts.of(subject.id)?.corrected, others: this.hasOthers ? subject.others : [],
      neighbours: sameImage.map(each => each.label || each.predicted).filter(Boolean),
    };
    this.stage.node.setAttribute("aria-label", this.inWords(subject));
    const next = this.subjects.get(this.shown[this.at + 1]);
    this.stage.show(shown, this.pictured === subject ? this.pictures : [], "");
    let pictures = [], reason = "";
    try {
      pictures = await this.photos.get(key);
    } catch (error) {
      reason = error.message;
    }
    if (this.subject !== subject) return;
    Object.assign(this, {pictures, pictured: subject});
    this.stage.show({...shown, draft: this.draft}, pictures, reason);
    this.stage.node.classList.toggle("correcting", this.stage.isCorrecting);
    this.drawCrops();
    if (next) this.photos.get(next.photo).catch(() => {});
    this.root.dataset.shown = subject.id;
  }

  inWords(subject) {
    const error = subject.error_px === null ? "" : `, mean corner error ${subject.error_px.toFixed(1)} px`;
    return `Photo ${subject.image}, ${subject.object}${KINDS[subject.kind] ? `, ${KINDS[subject.kind]}` : ""}${error}`;
  }

  drawVerdict() {
    const {subject, part, verdicts, review} = this, verdict = subject ? verdicts.of(subject.id) : null;
    const judged = review.cases.filter(each => verdicts.of(each.id)).length;
    part.counted.textContent = `${judged} of ${review.cases.length} looked at`;
    Object.assign(part.progress, {max: review.cases.length || 1, value: judged});
    Object.entries(VERDICT_KEYS).forEach(([key, name], k) => {
      const words = subject ? this.wordsOf(name, subject) : VERDICTS[name];
      part.verdicts[k].replaceChildren(element("span", {}, words), element("kbd", {"aria-hidden": "true"}, key.toUpperCase()));
      part.verdicts[k].setAttribute("aria-pressed", String(verdict?.verdict === name));
    });
    if (document.activeElement !== part.note || part.note.dataset.case !== subject?.id) part.note.value = verdict?.note || "";
    part.note.dataset.case = subject?.id || "";
    part.said.textContent = "";
    if (!verdict) return;
    const parts = [verdict.verdict && this.wordsOf(verdict.verdict, subject), verdict.corrected && "corners proposed"];
    const what = parts.filter(Boolean).join(", ") || "noted", when = new Date(verdict.when);
    const style = {day: "numeric", month: "short", year: "numeric"};
    const day = Number.isNaN(when.valueOf()) ? "" : when.toLocaleDateString(undefined, style);
    part.said.append(`${what}${verdict.who ? ` by ${verdict.who}` : ""}${day ? `, ${day}` : ""}. `);
    const changed = changedSince(verdict, subject);
    if (changed) part.said.append(element("strong", {}, changed));
  }

  drawFacts() {
    const {subject, part, review} = this;
    part.others.hidden = !subject.others.length;
    part.others.setAttribute("aria-pressed", String(this.hasOthers));
    const predicted = subject.kind === "missed" ? "best prediction below the threshold" : "prediction";
    const names = [["line", LABEL, "label"], ["dashed", PREDICTION, predicted]];
    if (!subject.label) names.shift();
    if (!subject.predicted) names.pop();
    if (this.draft || this.verdicts.of(subject.id)?.corrected) names.push(["line", CORRECTION, "proposed"]);
    part.legend.replaceChildren(...names.map(([style, color, words]) => {
      const key = element("i", {class: style});
      key.style.borderColor = color;
      return element("span", {}, key, words);
    }));
    const errors = subject.corner_errors_px, worst = Math.max(...errors.map(error => error ?? -1));
    part.errors.replaceChildren(...(worst < 0 ? [] : CORNERS.map((corner, k) => {
      const chip = element("b", {}, corner);
      Object.assign(chip.style, {background: CORNER_COLORS[k], color: k ? "#101010" : "#fff"});
      return element("span", {class: errors[k] === worst ? "worst" : ""}, chip, this.directionOf(subject, k), written(errors[k], 1, " px"));
    })));
    const share = subject.relative_error === null ? "" : ` = ${written(subject.relative_error, 2)} of the text height`;
    const size = subject.text_height_px === null ? "" : `${written(subject.text_width_px, 0)} × ${written(subject.text_height_px, 0)} px`;
    const kind = KINDS[subject.kind], where = [subject.label_path, subject.line].filter(Boolean).join(":");
    const rows = [
      ["object", [subject.object, subject.class_name, kind].filter(Boolean).join(", ")],
      ["distance error", subject.error_px === null ? "" : `${written(subject.error_px, 1, " px")}${share}`],
      ["IoU, coverage", subject.iou === null ? "" : `${written(subject.iou, 2)}, ${written(subject.coverage, 2)}`],
      ["confidence", written(subject.confidence, 2)],
      ["text", size], ["corner order", subject.order === "as read" ? "" : subject.order], ["cause", subject.cause],
      ["models apart", subject.disagreement_px === null ? "" : written(subject.disagreement_px, 1, " px")],
      ["label suspected", subject.reasons || (subject.suspicion === null ? "" : written(subject.suspicion, 1))],
      ["file", where], ["split", subject.split],
    ];
    const known = rows.filter(([, value]) => value && value !== "–");
    part.facts.replaceChildren(...known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
    const named = review.findings.filter(each => subject.findings.includes(each.code));
    const link = code => element("button", {
      type: "button", class: "link", title: "Only the cases of this finding", onclick: () => this.filter({finding: code}),
    }, code);
    part.findings.replaceChildren(...named.map(({code, severity, sentence}) =>
      element("li", {class: severity}, link(code), ` ${sentence}`)));
  }

  /** An arrow in which direction the prediction lies from the label. */
  directionOf({label, predicted}, k) {
    if (!isKnown(label?.[k]) || !isKnown(predicted?.[k])) return "";
    const arrow = element("i", {class: "direction", "aria-hidden": "true"}, "→");
    arrow.style.transform = `rotate(${Math.atan2(predicted[k][1] - label[k][1], predicted[k][0] - label[k][0])}rad)`;
    return arrow;
  }

  drawCrops() {
    const {subject, part, pictures = []} = this;
    if (!subject || this.pictured !== subject) return;
    const corrected = this.draft || this.verdicts.of(subject.id)?.corrected;
    const crops = [["cut out by the label", subject.label, subject.read_label], ["cut out by the prediction", subject.predicted, subject.read_predicted]];
    if (corrected) crops.unshift(["cut out by the proposed corners", corrected, ""]);
    while (part.crops.children.length > crops.length) part.crops.lastChild.remove();
    crops.forEach(([words, quad, text], k) => {
      const figure = part.crops.children[k] || part.crops.appendChild(element("figure", {}, element("div"), element("figcaption")));
      figure.lastChild.replaceChildren(words, ...(text ? [": read as ", element("code", {}, text)] : []));
      const [wide, high] = isWhole(quad) ? textSize(quad) : [1, 0];
      figure.classList.toggle("tall", high > wide);
      drawCrop(figure.firstChild, quad, pictures);
    });
  }

  drawCorrection() {
    const {part, stage, draft} = this, {isCorrecting} = stage;
    part.correct.setAttribute("aria-pressed", String(isCorrecting));
    part.correct.textContent = isCorrecting ? "Done" : "Correct corners";
    part.correction.hidden = !isCorrecting;
    if (!isCorrecting || !draft) return;
    const focus = [...part.correction.querySelectorAll("button")].indexOf(document.activeElement);
    const chosen = (corner, k) => element("button", {type: "button", "aria-pressed": String(k === stage.corner), onclick: () => stage.choose(k)},
      `${corner} `, element("small", {}, draft[k].map(value => value.toFixed(1)).join(", ")));
    const moved = ([text, words, x, y]) => element("button", {
      type: "button", "aria-label": `Move ${CORNERS[stage.corner]} ${words} by 1 px`, onclick: () => stage.nudge(x, y),
    }, text);
    part.correction.replaceChildren(
      element("div", {class: "corners"}, ...CORNERS.map(chosen)),
      element("div", {class: "nudges"}, ...[["←", "left", -1, 0], ["↑", "up", 0, -1], ["↓", "down", 0, 1], ["→", "right", 1, 0]].map(moved),
        element("button", {type: "button", onclick: () => this.dropCorrection()}, "Back to the label")));
    if (focus >= 0) part.correction.querySelectorAll("button")[focus].focus();
    cancelAnimationFrame(this.cropping);
    this.cropping = requestAnimationFrame(() => this.drawCrops());
  }

  // -- from beginning to end

  async start() {
    this.tellDark();
    this.verdicts.take(this.review.verdicts);
    const all = this.home.verdicts().then(verdicts => {
      this.verdicts.take(verdicts);
      this.drawVerdict();
    });
    if (this.home.arrive) await all; else this.home.tell = words => this.tell(words); // a kernel may be busy
    this.filter({});
    const {title, cases} = this.review;
    if (!cases.length) this.part.title.textContent = `${title}: no case to look at.`;
    this.home.arrive?.(this);
  }

  /** Follows the theme of the notebook, or of the system. */
  tellDark() {
    const {jpThemeLight, vscodeThemeKind, theme} = document.body.dataset;
    const named = jpThemeLight ?? (vscodeThemeKind && String(!vscodeThemeKind.includes("dark"))) ?? (document.documentElement.getAttribute("theme") || theme);
    const isDark = named ? ["false", "dark"].includes(named) : window.matchMedia("(prefers-color-scheme: dark)").matches;
    this.root.classList.toggle("dark", isDark);
  }

  end() {
    this.endCorrection();
    this.observer.disconnect();
    this.stage.observer.disconnect();
    for (const key of [...this.photos.kept.keys()]) this.photos.release(key);
  }
}

// ---------------------------------------------------------------------------- its homes

/** What a browser keeps for a page, where it lets it. */
const browserStore = {
  get(key) {
    try { return window.localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { window.localStorage.setItem(key, value); return true; } catch { return false; }
  },
};

/** A page: verdicts are kept in the browser, or posted to the server that the page came from. */
function pageHome(review) {
  const key = `containerloc verdicts of ${review.experiment}`, isServed = Boolean(review.save_url);
  const own = () => {
    try {
      const kept = JSON.parse(browserStore.get(key));
      return Array.isArray(kept) ? kept.filter(each => each && typeof each.case === "string" && typeof each.when === "string") : [];
    } catch { return []; }
  };
  let isKept = true, hasArrived = false;
  window.addEventListener("beforeunload", event => { if (!isKept) event.preventDefault(); });
  const home = {
    recalled: name => browserStore.get(`containerloc ${name}`),
    recall: (name, value) => browserStore.set(`containerloc ${name}`, value),
    verdicts: async () => isServed ? [] : own(),
    pictures: async () => { throw new Error("The photo is not part of this page."); },
    async save(verdict) {
      if (isServed) {
        isKept = false;
        const options = {method: "POST", keepalive: true, headers: {"Content-Type": "application/json"}, body: JSON.stringify(verdict)};
        const answer = await fetch(review.save_url, options).catch(() => { throw new Error("the server does not answer. Is `containerloc review` still running?"); });
        if (!answer.ok) throw new Error((await answer.text()).slice(0, 300) || `the server answers ${answer.status}`);
        isKept = true;
        return;
      }
      isKept = browserStore.set(key, JSON.stringify([...own(), verdict])); // another tab may have added some
      if (!isKept) throw new Error("this browser keeps nothing for this page. Save to a file before you close it.");
    },
    opened: id => {
      if (!hasArrived) return; // the address says where to begin
      try { window.history.replaceState(null, "", `#case=${encodeURIComponent(id)}`); } catch { /* a frame without an address */ }
    },
    arrive(reviewer) {
      const follow = () => {
        const asked = new URLSearchParams(window.location.hash.slice(1).replaceAll("+", "%2B"));
        const [id, code] = [asked.get("case"), asked.get("finding")];
        if (code !== null) reviewer.filter({finding: code, verdict: "", cause: "", class_name: "", split: ""});
        if (id !== null && id !== reviewer.subject?.id && !reviewer.goTo(id)) reviewer.tell(`There is no case ${id} here.`);
      };
      window.addEventListener("hashchange", follow);
      document.addEventListener("keydown", event => { if (event.target === document.body) reviewer.press(event); });
      const keep = () => { reviewer.saveNote(); reviewer.endCorrection(); };
      window.addEventListener("pagehide", keep);
      document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
      reviewer.stage.node.focus({preventScroll: true});
      follow();
      hasArrived = true;
    },
  };
  if (!isServed) home.download = verdicts => {
    const kept = {format: "containerloc verdicts", version: 1, experiment: review.experiment, verdicts};
    const text = JSON.stringify(kept, null, 1), isFramed = window.top !== window, name = `verdicts-${review.experiment.replace(/[^\w.-]+/g, "_")}.json`;
    const url = URL.createObjectURL(new Blob([text], {type: "application/json"}));
    element("a", {href: url, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    isKept = true;
    return isFramed ? text : ""; // a frame may be forbidden to save files
  };
  return home;
}

/** A notebook: photos come from the kernel, verdicts go to it. */
function notebookHome(model) {
  const waiting = new Map(), slow = "The kernel has not answered yet: it is busy, or was stopped.";
  let isSlow = false;
  const receive = (answer, buffers) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (isSlow && !waiting.size) {
      isSlow = false;
      home.tell?.("");
    }
    if (answer.error) asked?.reject(new Error(answer.error)); else asked?.resolve([answer, buffers]);
  };
  model.on("msg:custom", receive);
  const ask = message => new Promise((resolve, reject) => {
    const id = `${Date.now()} ${Math.random()}`; // views of the same model hear each other's answers
    waiting.set(id, {resolve, reject});
    model.send({...message, id});
    setTimeout(() => {
      if (!waiting.has(id)) return;
      isSlow = true;
      home.tell?.(slow);
    }, 3000);
  });
  const home = {
    recalled: name => browserStore.get(`containerloc ${name}`),
    recall: (name, value) => browserStore.set(`containerloc ${name}`, value),
    verdicts: async () => (await ask({ask: "verdicts"}))[0].verdicts,
    async pictures(photo) {
      const [answer, buffers] = await ask({ask: "photo", photo});
      const url = URL.createObjectURL(new Blob(buffers, {type: answer.type}));
      return [{url, box_px: answer.box_px}];
    },
    save: verdict => ask({ask: "save", verdict}),
    leave: () => model.off("msg:custom", receive),
  };
  return home;
}

function open(root, review, home) {
  root.classList.add("containerloc-review");
  const reviewer = new Reviewer(root, review, home);
  const theme = window.matchMedia("(prefers-color-scheme: dark)"), tellDark = () => reviewer.tellDark();
  const watch = new MutationObserver(tellDark);
  // JupyterLab's plain keys would add and delete cells; it still saves on Ctrl+S.
  const spare = ({ctrlKey, metaKey, key}) => {
    if ((ctrlKey || metaKey) && key !== "z") delete root.dataset.lmSuppressShortcuts;
    else root.dataset.lmSuppressShortcuts = "true";
  };
  watch.observe(document.body, {attributes: true, attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"]});
  theme.addEventListener("change", tellDark);
  window.addEventListener("keydown", spare, true);
  reviewer.start().catch(error => reviewer.tell(error.message, true));
  return () => {
    reviewer.end();
    watch.disconnect();
    theme.removeEventListener("change", tellDark);
    window.removeEventListener("keydown", spare, true);
    home.leave?.();
  };
}

/** Opens a review in a page. */
export function start(root, review) {
  return open(root, review, pageHome(review));
}

/** Opens a review in a notebook; anywidget calls it. */
export default {
  render({model, el}) {
    const root = element("div", {class: "in-notebook"});
    el.append(root);
    return open(root, model.get("review"), notebookHome(model));
  },
};
