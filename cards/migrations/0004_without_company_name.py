from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cards", "0003_company_of_each_name")]
    operations = [migrations.RemoveField(model_name="person", name="company_name")]
