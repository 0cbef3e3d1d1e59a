/** The service managers that there is a text for. */
export const MANAGERS = ["systemd", "openrc", "launchd", "windows"] as const;
export type Manager = (typeof MANAGERS)[number];
