// Masks private data in plain text. Pure, thread-safe, linear.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

// What stands for something masked; no word of the text.
inline constexpr std::array<std::string_view, 14> kMasks = {
    "[email]", "[phone]", "[card]",   "[iban]",   "[ip]",      "[mac]",    "[secret]",
    "[order]", "[name]",  "[handle]", "[ticket]", "[account]", "[serial]", "[address]"};

// `text` with private data replaced: e-mail addresses by [email], telephone numbers [phone], payment cards
// [card] (by their check digit), [iban] (by its checksum), public IP addresses [ip], [mac] addresses, and
// passwords, keys and tokens [secret]; numbers called so: [order] (invoices and parcels too), [ticket],
// [account] (customers and contracts too), [serial]; street addresses [address], and [name] for whom a
// greeting or thanks is for and who signs. What a solution is made of stays: error codes, versions, model and
// part numbers, prices, dates, quantities, private and well-known addresses. In code (back-ticks) only e-mail
// addresses and secrets are masked. Handles ("@ann") are for social.h. `region`: ISO 3166, for telephone
// numbers without a country code. Masking again changes nothing.
std::string redact(std::string_view text, const std::string& region);

// One thing to mask; what the finders below report, in order and not overlapping.
struct Finding {
  std::size_t begin = 0, end = 0;
  std::string_view mask;
};

// Telephone numbers (redact_phone.cpp).
void find_phones(std::string_view text, const std::string& region, std::vector<Finding>& findings);
// Addresses of machines (redact_address.cpp).
void find_ips(std::string_view text, std::vector<Finding>& findings);
void find_macs(std::string_view text, std::vector<Finding>& findings);
// Numbers of orders, tickets, accounts, devices, by the word before them (redact_reference.cpp).
void find_references(std::string_view text, std::vector<Finding>& findings);
// Street addresses (redact_street.cpp).
void find_streets(std::string_view text, std::vector<Finding>& findings);
// Names in greetings, thanks, signatures (redact_name.cpp).
void find_names(std::string_view text, std::vector<Finding>& findings);
// Passwords, keys, tokens (redact_secret.cpp).
void find_secrets(std::string_view text, std::vector<Finding>& findings);

}  // namespace garner
