/** Something that a runtime does otherwise than one would expect, and that this code works around. */
export interface Quirk {
	readonly id: string;
	readonly runtime: "bun" | "deno" | "both";
	/** The version on which it was seen last. */
	readonly seenOn: string;
	readonly symptom: string;
	readonly remedy: string;
	/** The name of the test that fails when the symptom is gone, and the remedy may go too. */
	readonly test: string;
}

/** All that is known of the runtimes and costs code here. A row goes when its test says that the symptom has gone. */
export const QUIRKS: readonly Quirk[] = [
	{
		id: "close-notify-unseen",
		runtime: "both",
		seenOn: "Bun 1.4.5, Deno 2.9.6",
		symptom:
			"a TLS socket ends with the same events whether close_notify came or TCP just stopped",
		remedy:
			"net/tap.ts lies between TCP and TLS, and sees which of the two ended first; for uploads on Bun net/tls-ending.ts tells by the records",
		test: "a TLS socket on TCP does not tell a bare FIN from close_notify",
	},
	{
		id: "bun-no-sni-callback",
		runtime: "bun",
		seenOn: "Bun 1.4.5",
		symptom:
			"SNICallback is not called for a TLS socket on a stream that is no net.Socket",
		remedy: "net/client-hello.ts reads the name before the TLS engine begins",
		test: "SNICallback is not asked on a stream of our own",
	},
	{
		id: "bun-raw-closes-with-end",
		runtime: "bun",
		seenOn: "Bun 1.4.5",
		symptom:
			"the socket object below a TLS socket closes as soon as the peer has ended its direction, though the connection lives on",
		remedy:
			"net/sender.ts takes the loss of a connection from the TLS socket once its peer has ended (TLS 1.3 half-close)",
		test: "the socket below TLS closes when the peer has only ended its own direction",
	},
	{
		id: "bun-ciphertext-beside",
		runtime: "bun",
		seenOn: "Bun 1.4.5",
		symptom:
			"the socket below a TLS socket of Bun's own goes on telling all that comes in, encrypted",
		remedy:
			"none, on the contrary: net/upgraded-inflow.ts hears from it how TLS ended, and an upload over TLS needs a Tap again when it has gone",
		test: "what comes in for TLS of the runtime's own is told beside it as well",
	},
	{
		id: "thread-ends-process",
		runtime: "both",
		seenOn: "Bun 1.4.5, Deno 2.9.6",
		symptom:
			"a thread that is started when no descriptor is left ends the whole process",
		remedy:
			"copying/start-thread.ts sees to it that many are left, or starts none",
		test: "a thread for which no descriptor is left ends the process",
	},
	{
		id: "deno-shared-tickets",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a session ticket of one secure context resumes on another one with the same certificate",
		remedy:
			"none: under Deno a resumed data connection proves a client of this server, not of this session",
		test: "a ticket of one secure context resumes on another",
	},
	{
		id: "deno-sessions-by-name",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a TLS client does not offer the session that it is handed, but the last one of a server of the same name",
		remedy:
			"the client of doctor calls each server by a name of its own (net/ftps-client.ts)",
		test: "a client offers no session that came under another name",
	},
	{
		id: "deno-tls-end-lost",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a paused TLS socket goes on reading without bound, and never ends after resume",
		remedy: "net/tap.ts pauses the TCP socket below and never the TLS socket",
		test: "a paused TLS socket reads on without bound",
	},
	{
		id: "deno-early-wrap",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom: "TLS put on an outgoing socket before its connect event hangs",
		remedy: "net/data-port.ts waits for connect first",
		test: "TLS put on an outgoing socket before it is connected hangs",
	},
	{
		id: "deno-ciphers-ignored",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a TLS server offers its own ciphers and curves, whatever its secure context was told",
		remedy:
			"none: the certificate keeper reports a problem when [tls] ciphers or curves is set (net/secure-server.ts)",
		test: "a TLS server offers other ciphers than it was told",
	},
	{
		id: "deno-tickets-unasked",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a TLS 1.3 server sends session tickets at once on each connection; a client that closes an upload with them unread resets it, and loses what it had not sent yet",
		remedy:
			"net/tap.ts keeps them back on uploads until the client has ended; no option stops them",
		test: "tickets come over a connection on which the server writes nothing",
	},
	{
		id: "deno-no-alpn-alert",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a TLS server ends the connection without a word when it has none of the protocols that the client offers (ALPN)",
		remedy:
			"net/control-stream.ts reads the offer, and sends alert 120 itself; a data connection ends without",
		test: "a client that offers foreign protocols gets no alert",
	},
	{
		id: "deno-dies-of-file-limit",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a file that grows beyond what the system allows ends the process (SIGXFSZ)",
		remedy: "process.ts listens to the signal, and the write fails instead",
		test: "SIGXFSZ ends the process",
	},
	{
		id: "deno-nameless-error",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"the failure of such a write has no code, only the number of it in its message",
		remedy: "errno.ts reads the number",
		test: "a write beyond the limit on files fails without a code",
	},
	{
		id: "deno-early-hello",
		runtime: "deno",
		seenOn: "Deno 2.9.6",
		symptom:
			"a ClientHello that is refused before the TLS socket's first tick throws where nobody can catch it, and ends the process",
		remedy: "net/tap.ts hands over the first bytes a turn later",
		test: "a bad ClientHello that waits in the stream ends the process",
	},
];
