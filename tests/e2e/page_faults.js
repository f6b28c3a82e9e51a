// Finds faults in the layout of a report as the browser shows it now; returns a sentence for each.
// `print`: the page is paper, where nothing scrolls. `dark`: the page is to be dark.
(({ print, dark }) => {
  const faults = [];
  const fault = text => { if (faults.length < 40) faults.push(text); };
  const short = text => text.trim().replace(/\s+/g, ' ').slice(0, 50);

  // --- colours ---
  const rgb = text => {
    const found = /rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:,? \/? ?([\d.]+))?\)/.exec(text);
    return found && { part: [1, 2, 3].map(i => +found[i]), alpha: found[4] === undefined ? 1 : +found[4] };
  };
  const luminance = part => {
    const [r, g, b] = part.map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour && colour.alpha === 1) return colour.part;
    }
    return [255, 255, 255];
  };
  const shown = element => element.checkVisibility() && element.getClientRects().length > 0;

  // --- text of the page ---
  const scrolls = element => !print && element.closest('.scroll, pre');
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    fault(`the page is ${document.documentElement.scrollWidth} px wide, the window ${width}`);
  for (const element of document.body.querySelectorAll('*')) {
    if (!shown(element) || element.closest('svg') !== null && element.tagName !== 'svg') continue;
    const box = element.getBoundingClientRect();
    if (!scrolls(element) && (box.right > width + 1 || box.left < -1))
      fault(`${element.tagName} "${short(element.textContent)}" is beyond the page: ${box.right}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('svg') || !shown(element)) continue;
    const ratio = contrast(rgb(getComputedStyle(element).color).part, paper(element));
    if (ratio < 4.5) fault(`"${short(node.data)}" has a contrast of ${ratio.toFixed(2)}`);
  }
  for (const mark of document.querySelectorAll('.mark')) {
    const colour = rgb(getComputedStyle(mark, '::before').backgroundColor);
    const ratio = contrast(colour.part, paper(mark));
    if (shown(mark) && ratio < 3) fault(`the mark ${mark.className} has a contrast of ${ratio.toFixed(2)}`);
  }
  if ((luminance(paper(document.body)) < 0.1) !== dark) fault(`the page is ${dark ? 'not ' : ''}dark`);
  if (!document.querySelector('h1').textContent.trim()) fault('the heading is empty');

  // --- charts ---
  // The areas of faults are too pale to be seen alone: lines bound them.
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--shaded').trim().slice(1);
  const shaded = String([0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16)));
  // The corners of a text or a mark, which may be rotated, a little inside its box.
  const corners = (element, inset) => {
    const box = element.getBBox(), matrix = element.getScreenCTM();
    const [dx, dy] = [box.width * inset, box.height * inset];
    return [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => new DOMPoint(
      box.x + dx + x * (box.width - 2 * dx), box.y + dy + y * (box.height - 2 * dy)).matrixTransform(matrix));
  };
  // Whether two convex shapes meet: no edge of either separates them.
  const meet = (a, b) => ![a, b].some(shape => shape.some((from, i) => {
    const to = shape[(i + 1) % shape.length];
    const along = points => points.map(p => (p.y - from.y) * (to.x - from.x) - (p.x - from.x) * (to.y - from.y));
    const [one, other] = [along(a), along(b)];
    return Math.max(...one) <= Math.min(...other) || Math.max(...other) <= Math.min(...one);
  }));
  // The tiles of a heat map say their figures; the colour is not needed to read them.
  function tilesOf(svg) {
    return [...svg.querySelectorAll('polygon')].filter(polygon => !polygon.closest('defs')).flatMap(polygon => {
      const style = getComputedStyle(polygon), box = polygon.getBoundingClientRect();
      const opaque = style.fill !== 'none' && +style.fillOpacity > 0.9;
      return opaque ? [{ polygon, box, colour: rgb(style.fill).part }] : [];
    });
  }
  // The last tile that holds all corners of a text.
  function tileUnder(tiles, corners) {
    return tiles.filter(({ box }) => corners.every(p => p.x > box.left && p.x < box.right && p.y > box.top && p.y < box.bottom)).at(-1);
  }
  const figures = [...document.querySelectorAll('figure')];
  for (const figure of figures) {
    const seen = [...figure.querySelectorAll('svg, img')].filter(shown);
    if (seen.length !== 1) fault(`${seen.length} pictures in a figure`);
    for (const picture of seen) chart(picture);
  }

  function chart(svg) {
    const says = svg.getAttribute('aria-label') || svg.getAttribute('alt') || '';
    const name = says.split(':')[0];
    if (!/\d/.test(says) || says.length < name.length + 20) fault(`${name}: no figure in its alternative text`);
    if (svg.tagName !== 'svg') { fault(`${name} is a picture that cannot be looked into`); return; }
    const ground = paper(svg), frame = svg.getBoundingClientRect();
    const tiles = tilesOf(svg);
    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
    if (texts.length < 3) fault(`${name}: ${texts.length} texts`);
    const shapes = texts.map(text => ({ text, says: short(text.textContent), at: corners(text, 0.08) }));
    const marks = [...svg.querySelectorAll('use')].filter(use => !use.closest('defs') && !use.closest('[id*="legend"]'))
      .map(use => corners(use, 0.1));
    shapes.forEach((shape, i) => {
      const size = parseFloat(getComputedStyle(shape.text).fontSize) * scale;
      if (size < (print ? 7.5 : 9)) fault(`${name}: "${shape.says}" is ${size.toFixed(1)} px high`);
      if (shape.at.some(p => p.x < frame.left - 1 || p.x > frame.right + 1 || p.y < frame.top - 1 || p.y > frame.bottom + 1))
        fault(`${name}: "${shape.says}" is beyond the chart`);
      for (const other of shapes.slice(i + 1))
        if (meet(shape.at, other.at)) fault(`${name}: "${shape.says}" lies on "${other.says}"`);
      if (marks.some(mark => meet(shape.at, mark))) fault(`${name}: a mark lies on "${shape.says}"`);
      const tile = tileUnder(tiles, shape.at);
      const ratio = contrast(rgb(getComputedStyle(shape.text).fill).part, tile ? tile.colour : ground);
      if (ratio < 4.5) fault(`${name}: "${shape.says}" has a contrast of ${ratio.toFixed(2)}`);
      if (tile) tile.says = shape.says;
    });
    const strokes = new Set();
    for (const line of svg.querySelectorAll('path:not(.gridline), line, polyline, polygon, use')) {
      if (line.closest('defs')) continue;
      const style = getComputedStyle(line);
      const colour = rgb(line.tagName === 'use' ? style.color : style.stroke);
      if (colour && style.stroke !== 'none' && String(colour.part) !== String(ground)) strokes.add(String(colour.part));
      const fill = line.tagName === 'polygon' && style.fill !== 'none' && rgb(style.fill);
      if (tiles.some(tile => tile.polygon === line && tile.says)) continue; // an outline bounds it
      if (fill && +style.fillOpacity > 0.9 && ![String(ground), shaded].includes(String(fill.part)))
        strokes.add(String(fill.part));
    }
    for (const text of strokes) {
      const ratio = contrast(text.split(',').map(Number), ground);
      if (ratio < 3) fault(`${name}: lines of rgb(${text}) have a contrast of ${ratio.toFixed(2)}`);
    }
  }
  // --- what answers to the pointer ---
  for (const circle of document.querySelectorAll('.value circle'))
    if (shown(circle.closest('svg')) && !circle.closest('svg').viewBox.baseVal.width) fault('a mark in a picture without a size');
  const values = [...document.querySelectorAll('.value')].filter(shown).length;
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  if (new Set(ids).size !== ids.length) fault('an id is there twice');
  const words = [...document.querySelectorAll('svg text')].map(text => short(text.textContent));
  return { faults, figures: figures.length, values, words };
})
