# Come first: models that sort before them inherit them.
from . import clinic_whatsapp_kept_mixin

from . import clinic_message_channel_whatsapp
from . import clinic_whatsapp_account
from . import clinic_whatsapp_check
from . import clinic_whatsapp_check_here
from . import clinic_whatsapp_cost
from . import clinic_whatsapp_delivery
from . import clinic_whatsapp_event
from . import clinic_whatsapp_event_number
from . import clinic_whatsapp_event_jobs
from . import clinic_health_whatsapp
from . import clinic_whatsapp_identity
from . import clinic_whatsapp_link
from . import clinic_whatsapp_look
from . import clinic_whatsapp_message
from . import clinic_whatsapp_message_link
from . import clinic_whatsapp_outbox
from . import clinic_whatsapp_outbox_buttons
from . import clinic_whatsapp_outbox_order
from . import clinic_whatsapp_outbox_answer
from . import clinic_whatsapp_account_pace
from . import clinic_whatsapp_sender
from . import clinic_whatsapp_setup
from . import clinic_whatsapp_status
from . import clinic_whatsapp_status_cost
from . import clinic_whatsapp_status_watches
from . import clinic_whatsapp_template

# Files: they extend what comes above.
from . import clinic_whatsapp_media
from . import clinic_whatsapp_media_fetch
from . import clinic_whatsapp_outbox_files
from . import clinic_message_channel_whatsapp_files
from . import clinic_whatsapp_identity_files
from . import clinic_whatsapp_message_files
from . import clinic_whatsapp_media_timeline
from . import clinic_whatsapp_media_upload
from . import clinic_whatsapp_template_review
from . import clinic_whatsapp_template_set
from . import clinic_whatsapp_template_version

# The desk: Discuss and what people do in it.
from . import clinic_whatsapp_conversation
from . import clinic_whatsapp_note
from . import clinic_whatsapp_reply
from . import clinic_whatsapp_conversation_desk
from . import clinic_whatsapp_conversation_items
from . import clinic_whatsapp_conversation_act
from . import clinic_whatsapp_conversation_heir
from . import clinic_whatsapp_conversation_read
from . import clinic_whatsapp_conversation_team
from . import clinic_whatsapp_target
from . import clinic_whatsapp_wait
from . import clinic_whatsapp_conversation_wait
from . import clinic_whatsapp_reply_suggest
from . import clinic_home_whatsapp
from . import clinic_whatsapp_message_desk
from . import clinic_whatsapp_outbox_desk
from . import clinic_whatsapp_media_desk
from . import clinic_patient_whatsapp
from . import discuss_channel
from . import res_groups
from . import res_users

# Conversations that answer by themselves.
from . import clinic_whatsapp_account_agent
from . import clinic_chat_session
from . import clinic_chat_session_say
from . import clinic_chat_session_several
from . import clinic_chat_session_proof

# Campaigns: what they cost, and that a promotion is one.
from . import clinic_campaign
from . import clinic_whatsapp_conversation_consent
from . import clinic_whatsapp_message_chat

# What cannot wait: before everything else.
from . import clinic_alert_whatsapp
from . import clinic_alert_call_whatsapp
from . import clinic_whatsapp_conversation_ahead
from . import clinic_whatsapp_event_urgent
from . import clinic_chat_session_urgent
from . import clinic_chat_session_after
from . import clinic_whatsapp_media_words
from . import clinic_whatsapp_message_second
from . import clinic_chat_session_propose
from . import clinic_chat_session_react
from . import clinic_whatsapp_note_handover
