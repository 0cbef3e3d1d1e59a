/**
 * Frees the memory of a chunk that came from a socket, when nobody will look at it again: at once, so that the next chunk gets the
 * same pages. Left to the collector, every chunk lies in pages that the kernel has to clear first.
 *
 * Bun, 512 MiB over TLS through a Tap, counted and thrown away, medians of 3, CPU s/GiB: 1.88 left to the collector, 1.37 with the plaintext
 * and the ciphertext freed here, 1.47 without a Tap at all. Elsewhere, and for a chunk that is a part of something larger, it does nothing.
 */
export function spent(chunk: Uint8Array): void {
	if (typeof Bun === "undefined") return;
	const { buffer } = chunk;
	if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
	if (buffer.byteLength !== chunk.byteLength) return;
	buffer.transfer(0);
}
