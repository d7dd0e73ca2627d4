/** What `lathe --version` says, and what reports say of the program that wrote them. */
export const version = "0.1.0";
