const limitBytes = 10 * 2 ** 20;

const toBase64 = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  });

/** Chosen files as a message carries them. @throws Error naming the file that is too large or unreadable */
export async function filesForUpload(files: readonly File[]) {
  const tooLarge = files.find((file) => file.size > limitBytes);
  if (tooLarge) throw new Error(`${tooLarge.name} is larger than 10 MB.`);
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      mediaType: file.type || 'application/octet-stream',
      contentBase64: await toBase64(file),
    })),
  );
}
