package web

import (
	"net/http"
	"net/netip"
)

// Sender is the address that a request comes from, to count failures by: of IPv6 the network of 64 bits, which one machine has whole. "" where it is not known.
func Sender(r *http.Request) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	ip := from.Addr().Unmap().WithZone("")
	if ip.Is6() {
		network, _ := ip.Prefix(64) // every IPv6 address has one
		return network.String()
	}
	return ip.String()
}
