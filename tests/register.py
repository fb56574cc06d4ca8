"""The tests' own copy of the register of open readings, for those who see it from outside."""

# Where the documents are silent or contradict themselves: default first, then what else.
READINGS = {
    "busy_scope": ["account", "session"],
    "balance_decimals": ["string", "number"],
    "price_decimals": ["number", "string"],
    "credit_limit_key": ["BalanceNegativeLimit", "BalaceNegativeLimit", "both"],
    "available_fund_key": ["AvailableFund", "padded"],
    "failed_login_session_id": ["absent", "null", "empty"],
    "failed_send_fields": ["absent", "zero"],
    "average_price_per": ["message", "part"],
    "segmentation": ["concatenated", "plain"],
    "unknown_reference_v3": ["status-10", "omit"],
    "duplicate_reference": ["latest", "first"],
    "past_date_v3": ["send-now", "102"],
    "scheduled_date_format": ["date-or-minute", "date-only"],
    "refund_unsent": ["no", "yes"],
    "single_session": ["no", "yes"],
    "error_prefix_v2": ["Err", "Er"],
    "send_reply_v2": ["bare", "with-info"],
    "info_text_v2": ["description", "name"],
    "separator_v2": ["spaced", "tight"],
    "unknown_reference_v2": ["703", "status-9"],
    "unregistered_sender_v2": ["status-8", "700"],
    "pair_across_parts": ["allowed", "kept-whole"],
    "content_type_v2": ["text/plain", "text/html"],
}
