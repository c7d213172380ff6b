// Command usersync is the whole product on one machine (`usersync serve`).
package main

func main() {}
