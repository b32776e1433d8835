// Pages that show one sentence. Neither title nor sentence is anything that somebody typed.

export function page(title, sentence) {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>` +
    `<body><h1>${title}</h1><p>${sentence}</p></body></html>`
  );
}
