// Masks private data in plain text. Pure, thread-safe, linear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

// `text` with private data replaced: e-mail addresses by [email], telephone numbers [phone], payment cards
// [card] (by their check digit), [iban] (by its checksum), public IP addresses [ip], [mac] addresses, and
// passwords, keys and tokens [secret]. What a solution is made of stays: error codes, versions, prices,
// dates, order counts, private and well-known addresses. In code (back-ticks) only e-mail addresses and
// secrets are masked. `region`: ISO 3166, for telephone numbers without a country code. Masking again changes
// nothing.
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
// Passwords, keys, tokens (redact_secret.cpp).
void find_secrets(std::string_view text, std::vector<Finding>& findings);

}  // namespace garner
