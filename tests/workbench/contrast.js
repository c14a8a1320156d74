// Text of the page whose contrast with what lies behind it is below WCAG 2.2 AA, as sentences.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const layers = (node) => {
    const found = [];
    for (let at = node; at; at = at.parentElement) {
      const before = getComputedStyle(at, "::before");
      // The heat of a cell of the overlap table lies in such a layer.
      if (at.matches("td.number")) {
        const heat = rgba(before.backgroundColor);
        found.push([...heat.slice(0, 3), heat[3] * Number(before.opacity)]);
      }
      found.push(rgba(getComputedStyle(at).backgroundColor));
    }
    return found.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const bad = [];
  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const node = walker.currentNode.parentElement;
    if (!text || node.closest(".hidden, title, defs, noscript") || !node.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(node);
    const ground = layers(node);
    const ink = over(rgba(node instanceof SVGElement ? style.fill : style.color), ground);
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    looked += 1;
    if (ratio < (large ? 3 : 4.5)) bad.push(`${ratio.toFixed(2)} “${text.slice(0, 40)}” in ${node.tagName.toLowerCase()}.${node.getAttribute("class") ?? ""}`);
  }
  return { looked, bad: [...new Set(bad)] };
}
