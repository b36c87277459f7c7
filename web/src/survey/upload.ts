/** A picture that belongs to an answer: made small and stripped of metadata on the phone, then sent. */
import { ApiError, call } from "../api/api";
import type { Uploaded } from "../api/types";

/** Pixels on the longer side: enough to read a receipt. */
const LONGEST = 1600;
const QUALITY = 0.85;

/**
 * Sends a picture and gives the reference that answers its question. What is sent is drawn anew, so that nothing of the
 * file but its pixels leaves the phone: no place, no time, no name of a camera. Rejects with an ApiError:
 * `image_unreadable` if the browser cannot decode it, else what our server said.
 */
export async function uploadImage(file: File): Promise<string> {
  const { reference } = await call<Uploaded>("uploads", await redrawn(file));
  return reference;
}

async function redrawn(file: File): Promise<Blob> {
  const source = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    return await jpeg(image);
  } catch {
    throw new ApiError("image_unreadable", 0);
  } finally {
    URL.revokeObjectURL(source);
  }
}

/** Upright, as the browser shows it: what says how the camera was held does not survive this. */
function jpeg(image: HTMLImageElement): Promise<Blob> {
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#fff"; // JPEG knows no transparency, and would show it black
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob?.type === "image/jpeg" ? resolve(blob) : reject(new Error("no JPEG"))), "image/jpeg", QUALITY),
  );
}
