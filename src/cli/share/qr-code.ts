import { renderUnicodeCompact } from "uqr";

/** The lines of a QR code, two rows of it to a line of text. Light on dark, as most terminals are; readers take both. */
export function qrCode(text: string): readonly string[] {
	return renderUnicodeCompact(text, { border: 2 }).split("\n");
}
