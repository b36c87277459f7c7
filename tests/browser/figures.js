() => {
  // The figures of which one part is on another line than the rest.
  const broken = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest(".unseen")) continue;
    for (const found of node.data.matchAll(/¥?\d[\d,.]*\d( ?pt)?|\d\u00a0pt/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
      if (lines.size > 1) broken.push(`${found[0]} in ${node.data}`);
    }
  }
  return broken;
}
