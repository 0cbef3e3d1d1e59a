export type { AcceptedControl, ControlOptions } from "./accept-control.ts";
export { acceptControl } from "./accept-control.ts";
export { clientSockets } from "./ftps-client.ts";
export type { ListenRequest, TcpListener } from "./listen.ts";
export { listenTcp } from "./listen.ts";
export type { PassivePorts } from "./passive-ports.ts";
export { passivePorts } from "./passive-ports.ts";
export type { PeerCertificate, PeerRequest } from "./peer-certificate.ts";
export { peerCertificate } from "./peer-certificate.ts";
