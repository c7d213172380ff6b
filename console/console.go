// Package console hands the built web console to Go programs, where they were built with the tag "console": everything else in this folder is the console itself, in TypeScript. Without the
// tag there is none, so that Go needs no Node. How it is served says package internal/console.
package console
