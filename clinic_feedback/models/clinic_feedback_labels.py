"""What an analysis can say of a comment, in the words people read."""

POLARITIES = [('pos', "Positive"), ('neg', "Negative"), ('neu', "Neutral")]
SIGNS = [('+', "Praised"), ('-', "Blamed")]
EMOTIONS = [
    ('alegria', "Joy"),
    ('gratitud', "Gratitude"),
    ('enojo', "Anger"),
    ('frustracion', "Frustration"),
    ('tristeza', "Sadness"),
    ('miedo', "Fear"),
    ('asco', "Disgust"),
    ('neutral', "None"),
]
# of a comment
GRAVITIES = [('ninguna', "Nothing to do"), ('alta', "Call back"), ('critica', "Call now")]
# of a case
SEVERITIES = [('media', "Medium"), ('alta', "High"), ('critica', "Critical")]
