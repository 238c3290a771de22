const TAKEN = ["image/jpeg", "image/png"]; // by Meta, as a photo
const LONGEST = 2560; // pixels
const QUALITY = 0.85;

/**
 * A photo as WhatsApp takes it, as the app on a phone makes it without asking: what is too large is
 * made smaller, what is of another kind becomes a JPEG. Anything else comes back as it is.
 *
 * @param {File} file
 * @param {number} most bytes
 */
export async function fitting(file, most) {
    if (!file.type.startsWith("image/") || (TAKEN.includes(file.type) && file.size <= most)) {
        return file;
    }
    let bitmap;
    try {
        bitmap = await createImageBitmap(file);
    } catch {
        return file; // a kind this browser does not know: the server says so in words
    }
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "white"; // under what is transparent
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob ? new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: blob.type }) : file;
}
