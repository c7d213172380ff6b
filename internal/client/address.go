package client

import (
	"net"
	"net/url"
	"strings"
)

// prefix is where the admin API lies below a deployment's address.
const prefix = "/api/v1"

// Address reads the address of a deployment, with or without /api/v1, and returns that of its admin API. *AddressError.
func Address(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, &AddressError{"There is none. Give one with --url or USERSYNC_URL, or make a profile with usersync login."}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, &AddressError{"It must begin with https:// (or http://) and a host, such as https://sync.example.com."}
	case u.User != nil:
		return nil, &AddressError{"It must hold no name or password. The key has a place of its own: --key-file or USERSYNC_KEY."}
	case u.RawQuery != "" || u.Fragment != "":
		return nil, &AddressError{"It must have no question mark and no #."}
	}
	u.Path, u.RawPath = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), prefix)+prefix, ""
	return u, nil
}

// Same reports whether two addresses are of one deployment.
func Same(a, b string) bool {
	left, err := Address(a)
	if err != nil {
		return false
	}
	right, err := Address(b)
	return err == nil && strings.EqualFold(left.Host, right.Host) && left.Scheme == right.Scheme && left.Path == right.Path
}

// Root is an address without /api/v1, as profiles keep it. *AddressError.
func Root(text string) (string, error) {
	u, err := Address(text)
	if err != nil {
		return "", err
	}
	return rootOf(u), nil
}

func rootOf(u *url.URL) string { return strings.TrimSuffix(u.String(), prefix) }

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// maxKey is how long a key may be.
const maxKey = 500

// cleanKey takes white space around a key away. What cannot be sent in a header is no key.
func cleanKey(text string) (string, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxKey {
		return "", &KeyError{}
	}
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return "", &KeyError{}
		}
	}
	return text, nil
}
