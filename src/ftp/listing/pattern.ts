/** Whether the text has a pattern in it. */
export function isPattern(text: string): boolean {
	return /[*?]/.test(text);
}
