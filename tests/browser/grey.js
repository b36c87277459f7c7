// A picture (PNG, base64) as [width, height, its points from black to white, one byte each, base64].
async (png) => {
  const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let grey = "";
  for (let i = 0; i < data.length; i += 4) grey += String.fromCharCode((data[i] * 3 + data[i + 1] * 6 + data[i + 2]) / 10);
  return [image.width, image.height, btoa(grey)];
}
