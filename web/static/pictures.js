// Photographs on the phone: shrunk before they are kept, kept until they are with the desk. They lie
// in IndexedDB, since what holds the presses is too small for them.

const DATABASE = "tailings-pictures";
const STORE = "pictures";
const LONGEST_PX = 1600;
const QUALITY = 0.7;

// The picture as a JPEG, upright, no side longer than 1600 px, with nothing that the camera wrote.
// Rejects for what this phone cannot read as a picture.
export async function shrunk(file) {
  const seen = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_PX / Math.max(seen.width, seen.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(seen.width * scale));
  canvas.height = Math.max(1, Math.round(seen.height * scale));
  const drawn = canvas.getContext("2d");
  drawn.fillStyle = "#fff";
  drawn.fillRect(0, 0, canvas.width, canvas.height);
  drawn.drawImage(seen, 0, 0, canvas.width, canvas.height);
  seen.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new Error("not drawn");
  return { canvas, bytes: await blob.arrayBuffer() };
}

const settled = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

// Opened for each use and closed again, so that signing out can delete the whole at any moment.
async function within(mode, use) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const over = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error);
    });
    const result = use(transaction.objectStore(STORE));
    await over;
    return result?.result;
  } finally {
    database.close();
  }
}

// All of them or, where the phone has no room, none; then it rejects.
export const keepPictures = (named) =>
  within("readwrite", (store) => { for (const [id, bytes] of named) store.put(bytes, id); });

// The bytes; undefined where they are gone.
export const keptPicture = (id) => within("readonly", (store) => store.get(id));

export const dropPictures = (ids) =>
  within("readwrite", (store) => { for (const id of ids) store.delete(id); });

// Nothing but these stays.
export const onlyPictures = (ids) => within("readwrite", (store) => {
  store.getAllKeys().onsuccess = ({ target }) => {
    for (const id of target.result) if (!ids.includes(id)) store.delete(id);
  };
});

export const dropAllPictures = () => settled(indexedDB.deleteDatabase(DATABASE));
