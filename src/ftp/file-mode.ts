/**
 * Permission bits as SITE CHMOD and MFF write them: three octal digits, a 0 in front or not. The bits above (set user id and
 * their like) are nobody's business over FTP.
 *
 * @example parseMode("0644") === 0o644
 */
export function parseMode(text: string): number | undefined {
	return /^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
