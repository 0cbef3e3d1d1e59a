import type { Socket } from "node:net";
import type { ControlStream, DataPort } from "../../ftp/index.ts";
import type { ContextSpec } from "../../tls/index.ts";
import { controlStream, type Identify } from "./control-stream.ts";
import { dataPort } from "./data-port.ts";
import type { PassivePorts } from "./passive-ports.ts";
import { ConnectionTls } from "./secure-server.ts";

/** What every control connection of a server shares. */
export interface ControlOptions {
	/** The certificate of the moment for a name that a client asks for; a connection takes it once, when its TLS begins. */
	readonly tls: (serverName: string | undefined) => ContextSpec;
	/** Judges the certificates that a client shows. */
	readonly identify: Identify;
	readonly ports: PassivePorts;
	/** What 227 tells a client; undefined: the address that it reached. */
	readonly passiveHostFor: (client: string) => string | undefined;
	readonly onStranger: (client: string, stranger: string) => void;
}

/** A control connection and the data connections that belong to it. */
export interface AcceptedControl {
	readonly control: ControlStream;
	readonly dataPort: DataPort;
	/** Whether TLS can begin at this moment. */
	canSecure(): boolean;
}

/** Makes the two ports of a session out of an accepted socket. */
export function acceptControl(
	socket: Socket,
	options: ControlOptions,
): AcceptedControl {
	const tls = new ConnectionTls(options.tls);
	const control = controlStream(socket, tls, options.identify);
	const { remote, local } = control;
	return {
		control,
		canSecure: () => tls.isUsable(),
		dataPort: dataPort({
			remote,
			local,
			tls,
			ports: options.ports,
			// Many sessions open no passive port.
			get advertisedHost() {
				return options.passiveHostFor(remote.host) ?? local.host;
			},
			onStranger: (stranger) => options.onStranger(remote.host, stranger),
		}),
	};
}
