import type { Secret } from "../../base/index.ts";
import { fingerprint } from "../../certificates/index.ts";
import { durationText, momentText } from "../control/words.ts";
import type { Answer } from "../output.ts";
import type { ShareWish } from "./wish.ts";

/** All that somebody needs to use a share. */
export interface ShareFacts {
	readonly folder: string;
	/** At least one. */
	readonly urls: readonly string[];
	readonly password: Secret;
	/** Of the certificate. */
	readonly sha256: string;
	readonly wish: ShareWish;
	/** Milliseconds since 1970 UTC. */
	readonly nowMs: number;
	/** Lines of the QR code; none when nobody asked. */
	readonly qrCode: readonly string[];
}

/** What `share` prints when it listens. */
export function shareAnswer(facts: ShareFacts): Answer {
	const { folder, nowMs, password, sha256, urls, wish } = facts;
	const curl = curlLine(urls[0] ?? "", wish.user);
	return {
		lines: [
			`Sharing        ${folder}, ${wish.mayWrite ? "to read and write" : "to read"}`,
			...urls.map((url, index) =>
				index === 0 ? `Address        ${url}` : `               ${url}`,
			),
			`User           ${wish.user}`,
			`Password       ${password.reveal()}`,
			`SHA-256        ${fingerprint(sha256)}`,
			`Ends           ${endings(wish, nowMs).join("; ")}`,
			`Try            ${curl}`,
			...facts.qrCode,
		],
		document: {
			schema: "oceanftp.share/1",
			folder,
			write: wish.mayWrite,
			urls,
			user: wish.user,
			password: password.reveal(),
			sha256,
			ends:
				wish.forMs === undefined
					? null
					: new Date(nowMs + wish.forMs).toISOString(),
			once: wish.once,
			maxLogins: wish.mostLogins ?? null,
			curl,
		},
	};
}

/** @example endings({ forMs: 7_200_000, … }, nowMs) // ["in 2 h, at 16:05", "at Ctrl-C"] */
function endings(wish: ShareWish, nowMs: number): string[] {
	const { forMs } = wish;
	return [
		...(forMs === undefined
			? []
			: [`in ${durationText(forMs)}, at ${momentText(nowMs + forMs, nowMs)}`]),
		...(wish.once ? ["after the first session that moves a whole file"] : []),
		...(wish.mostLogins === undefined
			? []
			: [
					wish.mostLogins === 1
						? "when the one login is gone"
						: `when the last of ${wish.mostLogins} logins is gone`,
				]),
		"at Ctrl-C",
	];
}

/** curl writes explicit TLS as ftp:// and a flag. */
function curlLine(url: string, user: string): string {
	const plain = url.replace(/^ftpes:/, "ftp:");
	return `curl -k --ssl-reqd --user ${user} ${plain}/`;
}
