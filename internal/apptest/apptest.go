// Package apptest is what tests of the whole product share, however it is run: a company with its two identity providers, an oracle that knows from the words of the
// domain alone what everybody shall have, the onboarding story, and the account that the sample events speak of.
//
// It is for tests only. It knows the product from outside, over HTTP, but for the sample account, which is written by the product's own use cases.
package apptest
